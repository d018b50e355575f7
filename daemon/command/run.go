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
	"posd/daemon/admin"
	"posd/daemon/journal"
	"posd/payment/alipay"
	"posd/payment/alipay/intl"
)

// run is the daemon itself.
func run(ctx context.Context, inv *invocation) error {
	if _, err := inv.parse(0, 0); err != nil {
		return err
	}
	cfg, err := configs.Load(inv.config)
	if err != nil {
		return err
	}
	if err := examineFiles(cfg); err != nil {
		return err
	}
	if err := noCoreDumps(); err != nil {
		return err
	}
	parts, err := inv.parts(slog.New(slog.NewTextHandler(inv.Stderr, nil)))
	if err != nil {
		return err
	}
	parts.Listening = ready
	report, err := inv.startReport(ctx, cfg)
	if err != nil {
		return err
	}
	if report.OK() {
		if err = sell(ctx, cfg, parts); err == nil {
			return nil
		}
		if report = damage(cfg, err); report.OK() {
			return explain(err)
		}
	}
	if report.Code == journal.CodeInUse {
		return reportFailure(report)
	}
	return sayWhy(ctx, cfg, parts, report)
}

// sell runs the terminal until ctx ends.
func sell(ctx context.Context, cfg configs.Config, parts daemon.Parts) error {
	d, err := daemon.New(cfg, parts)
	if err != nil {
		return err
	}
	return d.Run(ctx)
}

// sayWhy runs the terminal without a journal: it tells what is wrong, and sells nothing. To end instead would be to start again
// and again with the same file.
func sayWhy(ctx context.Context, cfg configs.Config, parts daemon.Parts, report journal.Report) error {
	parts.Log.Error("journal_not_usable", "code", string(report.Code), "cause", report.Cause, "cure", report.Cure)
	return daemon.RunDegraded(ctx, cfg, parts, report)
}

// ready tells systemd, if that is who started posd.
func ready() { _, _ = sd.SdNotify(false, sd.SdNotifyReady) }

// damage is what is wrong with the journal if that is why the terminal ended, however late it was found. A journal that only cannot
// be written any more is read from the start again by the next process.
func damage(cfg configs.Config, err error) journal.Report {
	_, is := errors.AsType[*journal.Error](err)
	if !is || errors.Is(err, journal.ErrBroken) || errors.Is(err, journal.ErrFull) {
		return journal.Report{Code: journal.CodeOK}
	}
	return journal.ReportOf(cfg.Journal.Path, err)
}

// firstCommit is before every program that has this line, and stands in for the date of one that was built without.
var firstCommit = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

func (inv *invocation) parts(log *slog.Logger) (daemon.Parts, error) {
	parts := daemon.Parts{
		Version: inv.Version, Committed: firstCommit, Random: rand.Reader, Now: time.Now, Kernel: inv.Kernel, Log: log,
	}
	if inv.Committed != "" {
		at, err := time.Parse(time.RFC3339, inv.Committed)
		if err != nil {
			return parts, fmt.Errorf("the build's own date: %w", err)
		}
		parts.Committed = at
	}
	return parts, nil
}

// startReport examines the configured journal before it is opened. One that is not there yet is well: the daemon makes it.
func (inv *invocation) startReport(ctx context.Context, cfg configs.Config) (journal.Report, error) {
	report, err := inv.examine(ctx, probeWithin, journalProbe, cfg.Journal.Path)
	if err == nil && report.Code == journal.CodeMissing {
		report.Code = journal.CodeOK
	}
	return report, err
}

// explain puts the reason for which a terminal cannot be built or tried into words. What only the administrator can mend is the
// configuration's fault, for which systemd does not start posd again.
func explain(err error) error {
	for _, configured := range []error{intl.ErrConfig, alipay.ErrKey, alipay.ErrKeyFile, admin.ErrToken} {
		if errors.Is(err, configured) {
			what := text{err.Error(), err.Error()}
			return &failure{exit: ExitConfig, code: "configuration", what: what, hint: say("command.config_do"), err: err}
		}
	}
	return err
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
