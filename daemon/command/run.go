package command

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	sd "github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sys/unix"

	"posd/configs"
	"posd/daemon"
	"posd/daemon/journal"
)

// examineWithin bounds the look at the journal before it is opened: a damaged file may hang or kill whoever reads it.
const examineWithin = 20 * time.Second

// run is the daemon itself.
func run(ctx context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	cfg, err := inv.load()
	if err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(inv.Stderr, nil))
	parts, err := inv.parts(log)
	if err != nil {
		return err
	}
	report, err := inv.examine(ctx, cfg)
	if err != nil {
		return err
	}
	notify := func() { _, _ = sd.SdNotify(false, sd.SdNotifyReady) }
	if !report.OK() {
		log.Error("journal_not_usable", "code", string(report.Code), "cause", report.Cause, "cure", report.Cure)
		notify()
		return daemon.RunDegraded(ctx, cfg, parts, report)
	}
	d, err := daemon.New(cfg, parts)
	if err != nil {
		return explain(cfg, err)
	}
	notify()
	return d.Run(ctx)
}

// load reads the configuration and holds the files that it names against their rules.
func (inv *invocation) load() (configs.Config, error) {
	cfg, err := configs.Load(inv.config)
	if err == nil {
		err = cfg.CheckFiles()
	}
	if err != nil {
		return cfg, &failure{ExitConfig, err, "mend the lines above; posd check tells when all is well"}
	}
	return cfg, nil
}

func (inv *invocation) parts(log *slog.Logger) (daemon.Parts, error) {
	parts := daemon.Parts{Version: inv.Version, Random: rand.Reader, Now: time.Now, Log: log}
	if inv.Committed != "" {
		at, err := time.Parse(time.RFC3339, inv.Committed)
		if err != nil {
			return parts, fmt.Errorf("the build's own date: %w", err)
		}
		parts.Committed = at
	}
	return parts, nil
}

// examine looks at the journal in a child process, so that a file which hangs or kills its reader cannot stop the terminal from
// starting and saying so (promise 18). A journal that is not there yet is well.
func (inv *invocation) examine(ctx context.Context, cfg configs.Config) (journal.Report, error) {
	ctx, stop := context.WithTimeout(ctx, examineWithin)
	defer stop()
	report, err := journal.Examine(ctx, []string{inv.Executable, "journal", "probe", "-json"}, cfg.Journal.Path)
	if err != nil {
		return report, err
	}
	if report.Code == journal.CodeMissing {
		report.Code = journal.CodeOK
	}
	return report, nil
}

// explain puts the reason for which a terminal cannot be built into words with a cure.
func explain(cfg configs.Config, err error) error {
	if _, ok := errors.AsType[*journal.Error](err); ok {
		return &failure{ExitFailed, err, journal.ReportOf(cfg.Journal.Path, err).Cure}
	}
	return &failure{ExitConfig, err, "posd check tells each fault and its cure"}
}

// noCoreDumps keeps payment codes and keys out of files that nobody asked for (promise 24).
func noCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return os.NewSyscallError("setrlimit", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return os.NewSyscallError("prctl", err)
	}
	return nil
}
