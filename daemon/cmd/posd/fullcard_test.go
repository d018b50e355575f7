package main_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"posd/daemon/cmd/possim/counter"
	"posd/daemon/journal"
)

// fill takes all room that a file system has, and returns the file whose removal gives it back.
func fill(t *testing.T, dir string) (filler string) {
	t.Helper()
	filler = filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 4096)
	for err == nil {
		_, err = f.Write(block)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil && !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	return filler
}

// spent is how many records short of no room useUp leaves a journal: enough for the start of posd and a sale.
const spent = 12

// useUp appends to the journal at path, whose card is full, until its reserve is almost down to what is kept for verdicts.
func useUp(t *testing.T, path string) {
	t.Helper()
	var images [][2][]byte
	for room := true; room; {
		images = append(images, [2][]byte{content(t, path), content(t, path+".head")})
		j, err := journal.Open(path, journal.Opts{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = j.Append(time.Now(), journal.Record{Stream: "ballast", Kind: "ballast", Body: make([]byte, 3000)})
		room = j.Room() == nil
		if err := errors.Join(err, j.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if len(images) <= spent {
		t.Fatalf("full after %d records: the test tests nothing", len(images))
	}
	then := images[len(images)-spent]
	if err := errors.Join(putBack(path, then[0]), putBack(path+".head", then[1])); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// putBack writes b over a file in place: there is no room for another.
func putBack(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteAt(b, 0)
	return errors.Join(err, f.Close())
}

// check runs posd check in a language and wants it to fail with these words.
func (x *terminal) check(lang string, want ...string) {
	x.t.Helper()
	x.await("told by posd check in "+lang, func() bool {
		cmd := x.Posd().Command("check")
		cmd.Env = append(os.Environ(), "LC_ALL="+lang)
		out, err := cmd.CombinedOutput()
		for _, w := range want {
			if !strings.Contains(string(out), w) {
				x.t.Logf("posd check: %v\n%s", err, out)
				return false
			}
		}
		return err != nil
	})
}

// saysFull holds against a full card what everybody is told about it, and that nothing new begins.
func (x *terminal) saysFull(sold counter.Payment) {
	x.t.Helper()
	x.refusesFor("no room")
	till, err := x.api.Till(x.ctx)
	if err != nil || !strings.Contains(till.Why.Zh, "存储空间已满") {
		x.t.Errorf("the page says %+v, %v", till.Why, err)
	}
	x.check("C", "The card is full", "Free some space")
	x.check("zh_CN.UTF-8", "存储空间已满", "请释放存储空间")
	x.await("told on the display", func() bool {
		said := strings.Join(x.Pole.Lines(), " ")
		return strings.Contains(said, "存储卡已满")
	})
	if _, err := x.api.Refund(x.ctx, sold.ID, 1, "", 0); refusal(x.t, err).Hint.En != "Free some space; posd takes payments again by itself." {
		x.t.Errorf("a refund: %v", err)
	}
	if err := x.api.Do(x.ctx, "POST", "/api/v1/payments/"+sold.ID+"/receipt", "", map[string]any{}, nil); !strings.Contains(refusal(x.t, err).Message.En, "no room") {
		x.t.Errorf("a copy: %v", err)
	}
}

// TestAFullCard fills the card while a sale is in progress, by refunds of an earlier one: the sale ends although its answer is lost,
// found by query; no other begins, which check, page and display explain, also after a power cut; and once there is room again sales
// go on without a restart (promise 19).
func TestAFullCard(t *testing.T) {
	t.Parallel()
	card := smallCard(t, 8)
	x := newTerminal(t, onCard(card))
	x.start()
	first := x.sell()
	x.scan("paid")
	x.receipt(first.ID, "printed")
	x.kill()
	filler := fill(t, card)
	useUp(t, filepath.Join(card, "journal.db"))
	x.start()

	p := x.sell()
	back := int64(0)
	for ; back < 500; back++ {
		_, err := x.api.Refund(x.ctx, first.ID, 1, "one fen after the other", time.Minute)
		if r, full := errors.AsType[*counter.Refusal](err); full && strings.Contains(r.Message.En, "no room") {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if till, err := x.api.Till(x.ctx); err != nil || !till.Active || back == 0 || back == 500 {
		t.Fatalf("no sale in progress while the card filled, after %d refunds: %v", back, err)
	}
	x.scan("charged_lost")
	p = x.state(p.ID, "paid")
	x.receipt(p.ID, "printed")
	x.books(p, 1250)
	x.saysFull(p)

	x.kill()
	x.boot()
	x.saysFull(p)
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	x.await("ready again", func() bool {
		till, err := x.api.Till(x.ctx)
		return err == nil && till.Ready
	})
	last := x.sell()
	x.scan("paid")
	x.books(x.state(last.ID, "paid"), 1250)
	x.books(x.state(p.ID, "paid"), 1250)
	x.money(first, 1250-back)
	t.Logf("%d refunds until the card was full", back)
}
