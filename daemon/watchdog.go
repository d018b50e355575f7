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
	if every == 0 {
		<-ctx.Done()
		return nil
	}
	beat := time.NewTicker(every / 4)
	defer beat.Stop()
	for {
		select {
		case <-beat.C:
			if passes(ctx, every, loops) {
				_, _ = sd.SdNotify(false, sd.SdNotifyWatchdog)
			}
		case <-ctx.Done():
			return nil
		}
	}
}

func passes(ctx context.Context, within time.Duration, loops []toucher) bool {
	ctx, stop := context.WithTimeout(ctx, within)
	defer stop()
	for _, l := range loops {
		if l.Touch(ctx) != nil {
			return false
		}
	}
	return true
}
