package daemon

import (
	"context"
	"log/slog"
	"time"

	sd "github.com/coreos/go-systemd/v22/daemon"
)

// toucher is a loop through which the watchdog's beat passes.
type toucher interface {
	Touch(ctx context.Context) error
}

// watch tells systemd that the daemon is alive, as long as the beat passes through every loop that a sale depends on. The beat
// writes nothing and touches no device and no network, so only a dead core stops it (promise 22). Outside systemd it is idle.
//
// A commit may last a minute on a bad card; the unit's WatchdogSec has to be longer than that.
func watch(ctx context.Context, log *slog.Logger, loops ...toucher) error {
	every, err := sd.SdWatchdogEnabled(false)
	if err != nil {
		log.Warn("watchdog_unusable", "error", err)
	}
	if every <= 0 {
		<-ctx.Done()
		return nil
	}
	beat(ctx, log, every, func() {
		if _, err := sd.SdNotify(false, sd.SdNotifyWatchdog); err != nil {
			log.Warn("watchdog_not_told", "error", err)
		}
	}, loops)
	return nil
}

// beat calls alive four times in every interval of the watchdog until ctx ends, unless a loop does not answer.
func beat(ctx context.Context, log *slog.Logger, every time.Duration, alive func(), loops []toucher) {
	pulse := time.NewTicker(every / 4)
	defer pulse.Stop()
	for {
		select {
		case <-pulse.C:
			if err := pass(ctx, every, loops); err == nil {
				alive()
			} else if ctx.Err() == nil {
				log.Error("core_does_not_answer", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// pass goes through every loop, and gives up when the watchdog would. A loop that has taken a touch in answers it once it goes on,
// however late that is: an answer that came after the time counts for nothing.
func pass(ctx context.Context, within time.Duration, loops []toucher) error {
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	for _, l := range loops {
		if err := l.Touch(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}
