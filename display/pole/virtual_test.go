package pole_test

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"posd/configs/words"
	"posd/display"
	"posd/display/displaytest"
	"posd/display/pole"
)

// TestVirtualDisplayShowsTheLines lets a display that was written from the manual
// alone read what we send: every view after every other, in each language.
func TestVirtualDisplayShowsTheLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		model displaytest.Options
		opts  pole.Opts
	}{
		"chinese": {displaytest.Options{Kanji: true}, options(words.Zh, display.GB18030)},
		"both":    {displaytest.Options{Kanji: true, StartsInKanji: true}, options(words.Bilingual, display.GB18030)},
		"DM-D110": {displaytest.Options{}, options(words.Zh, display.ASCII)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				model, d := displaytest.NewPole(c.model), pole.New(c.opts)
				end := connect(t, d, model)
				for _, first := range display.Kinds() {
					for _, second := range display.Kinds() {
						d.Show(display.View{Kind: first, Amount: "1250.00", Currency: "CNY"})
						synctest.Wait()
						d.Show(display.View{Kind: second, Amount: "8.00", Currency: "CNY"})
						compare(t, d, model)
					}
				}
				end()
				if got := model.Violations(); len(got) > 0 {
					t.Errorf("%d violations, first: %v", len(got), got[0])
				}
				if s := model.State(); s.Cursor || s.Incomplete != "" {
					t.Errorf("left as %+v", s)
				}
			})
		})
	}
}

// TestDisplayThatLostPowerIsRightAtTheNextSale is the display that is switched
// off behind a living USB adapter: nobody can tell, and the next sale mends it.
func TestDisplayThatLostPowerIsRightAtTheNextSale(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		model := displaytest.NewPole(displaytest.Options{Kanji: true})
		d := pole.New(options(words.Zh, display.GB18030))
		defer connect(t, d, model)()
		synctest.Wait()
		model.PowerCycle()
		d.Show(ask)
		compare(t, d, model)
	})
}

func options(lang words.Lang, charset display.Charset) pole.Opts {
	return pole.Opts{
		Dialect: pole.Epson{Codes: charset}, Lang: lang,
		Size: display.Size{Columns: displaytest.Columns, Rows: displaytest.Rows},
	}
}

// connect puts a pipe between d and the model; what it returns takes it away.
func connect(t *testing.T, d *pole.Display, model *displaytest.Pole) (end func()) {
	t.Helper()
	near, far := net.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	seen := make(chan error, 1)
	go func() { seen <- model.Serve(ctx, far) }()
	c := serve(t, d, near)
	return func() {
		synctest.Wait()
		c.end(t)
		cancel()
		if err := <-seen; err == nil {
			t.Error("the model ended without a reason")
		}
	}
}

func compare(t *testing.T, d *pole.Display, model *displaytest.Pole) {
	t.Helper()
	synctest.Wait()
	want := d.Lines()
	for i, line := range want {
		want[i] = strings.TrimRight(line, " ")
	}
	if got := model.Lines(); !slices.Equal(got, want) {
		t.Errorf("shows %q, want %q", got, want)
	}
}
