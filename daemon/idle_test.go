package daemon

import (
	"bytes"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// TestAnIdleHourWritesNothing: once a sale is over, hours pass in which no byte goes to the journal, its anchor or any other file beside
// them, nor to the log, which goes to a disk as well. What asks Alipay, looks at the clock and keeps the journal works meanwhile.
func TestAnIdleHourWritesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openShop(t)
		s.change(func() { s.kernel.Synced = true })
		s.boot()
		s.sell()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		dir := filepath.Dir(s.cfg.Journal.Path)
		stats, log, before := s.journal.Stats(), s.log.String(), files(t, dir)
		if stats.Bytes == 0 || len(before) < 1<<20 {
			t.Fatalf("%+v and %d bytes of files: this test says nothing", stats, len(before))
		}
		for hour := range 3 {
			time.Sleep(time.Hour)
			synctest.Wait()
			if now := s.journal.Stats(); now != stats {
				t.Errorf("hour %d: %+v became %+v", hour, stats, now)
			}
			if !bytes.Equal(files(t, dir), before) {
				t.Errorf("hour %d: a file was written", hour)
			}
			if now := s.log.String(); now != log {
				t.Errorf("hour %d: the log grew by %q", hour, now[len(log):])
			}
		}
	})
}
