package command

import (
	"errors"
	"fmt"
	"testing"

	"posd/configs"
	"posd/daemon/admin"
	"posd/daemon/journal"
	"posd/payment/alipay"
	"posd/payment/alipay/intl"
)

// TestDamageThatIsFoundLateStartsNoLoop: what a new process would find again is said, what it would not is left to it.
func TestDamageThatIsFoundLateStartsNoLoop(t *testing.T) {
	t.Parallel()
	cfg := configs.Config{Journal: configs.Journal{Path: "journal.db"}}
	for _, c := range []struct {
		err  error
		want journal.Code
	}{
		{&journal.Error{Code: journal.CodeChain, Seq: 7}, journal.CodeChain},
		{fmt.Errorf("cashier: read open payments: %w", &journal.Error{Code: journal.CodeDamaged}), journal.CodeDamaged},
		{&journal.Error{Code: journal.CodeRolledBack}, journal.CodeRolledBack},
		{&journal.Error{Code: journal.CodeInUse}, journal.CodeInUse},
		{&journal.Error{Code: journal.CodeBroken}, journal.CodeOK},
		{&journal.Error{Code: journal.CodeFull}, journal.CodeOK},
		{errors.New("till: panic"), journal.CodeOK},
	} {
		if got := damage(cfg, c.err); got.Code != c.want || (got.Path != "journal.db") == (c.want != journal.CodeOK) {
			t.Errorf("%v: %+v", c.err, got)
		}
	}
}

// TestOnlyTheConfigurationsFaultsKeepSystemdFromTryingAgain.
func TestOnlyTheConfigurationsFaultsKeepSystemdFromTryingAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		exit int
	}{
		{fmt.Errorf("gateway: %w", intl.ErrConfig), ExitConfig},
		{fmt.Errorf("gateway: %w", alipay.ErrKey), ExitConfig},
		{fmt.Errorf("gateway: %w", alipay.ErrKeyFile), ExitConfig},
		{fmt.Errorf("status page: %w", admin.ErrToken), ExitConfig},
		{errors.New("till: panic"), ExitFailed},
	} {
		exit := ExitFailed
		if f, ok := errors.AsType[*failure](explain(c.err)); ok {
			exit = f.exit
		}
		if exit != c.exit {
			t.Errorf("%v: exit code %d", c.err, exit)
		}
	}
}
