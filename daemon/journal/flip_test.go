package journal

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// allBits makes TestFlippedBits flip each bit of a whole small journal and of its anchor, instead of a sample.
var allBits = flag.Bool("journal.allbits", false, "flip every bit of a journal, one at a time")

// flips is how many bits of a journal TestFlippedBits flips otherwise.
var flips = flag.Int("journal.flips", 300, "bits of a journal to flip")

// What a flipped bit can come to.
const (
	flipCaught   = "caught"   // the examination found it, or reading did and said so
	flipHarmless = "harmless" // nothing that can be read is different
	flipMissed   = "missed"   // neither
	flipKilled   = "killed"   // it killed the examination: [Examine] finds it
	flipHung     = "hung"     // the examination did not end in time: so it does
)

// flipArg is a mode of the test binary as a child: the bits that its standard input names are flipped one after the other in the
// journal at path, of which it prints what each came to. A bit that kills it is the last.
const flipArg = "flip"

// flipAll is that child. The file is as it was after each bit.
func flipAll(path string) error {
	f, err := newFlipper(path)
	if err != nil {
		return err
	}
	f.limit()
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		at, err := strconv.Atoi(in.Text())
		if err != nil {
			return err
		}
		verdict, err := f.flip(at)
		if err != nil {
			return err
		}
		fmt.Fprintln(os.Stdout, verdict)
	}
	return errors.Join(f.same(), f.open.Close(), f.file.Close())
}

// flipper flips the bits of one file.
type flipper struct {
	path  string
	whole []byte
	all   string   // what can be read of it as it is
	open  *Journal // whose mapping shows each bit at once
	file  *os.File
	begun atomic.Int64 // when the present bit began, in processor time
}

func newFlipper(path string) (*flipper, error) {
	f := &flipper{path: path}
	var err error
	if f.whole, err = os.ReadFile(path); err != nil {
		return nil, err
	}
	if f.open, err = OpenReadOnly(path); err != nil {
		return nil, err
	}
	if f.all, err = f.open.look(); err != nil {
		return nil, err
	}
	f.file, err = os.OpenFile(path, os.O_RDWR, 0)
	return f, err
}

// limit ends the process when a bit takes too long.
func (f *flipper) limit() {
	f.begun.Store(int64(spent()))
	go func() {
		for range time.Tick(flipTime / 4) {
			if spent()-time.Duration(f.begun.Load()) > flipTime {
				_ = unix.Kill(unix.Getpid(), flipHungSignal)
			}
		}
	}()
}

// flip returns what a bit came to.
func (f *flipper) flip(at int) (string, error) {
	f.begun.Store(int64(spent()))
	if _, err := f.file.WriteAt([]byte{f.whole[at/8] ^ 1<<(at%8)}, int64(at/8)); err != nil {
		return "", err
	}
	now, err := f.look(at / 8)
	if _, err := f.file.WriteAt(f.whole[at/8:at/8+1], int64(at/8)); err != nil {
		return "", err
	}
	switch {
	case err != nil:
		return flipCaught, nil
	case now != f.all:
		return flipMissed, nil
	}
	return flipHarmless, nil
}

// look examines and reads the file, of which byte at is changed. bbolt reads its two head pages and the list of free pages when it
// opens a file, all others each time they are asked for: for these one opening is as good as another.
func (f *flipper) look(at int) (string, error) {
	page := f.whole[at/pageSize*pageSize:]
	if at >= 2*pageSize && page[8]&pageFreelist == 0 {
		if err := f.open.recall(); err != nil {
			return "", err
		}
		return f.open.look()
	}
	j, err := OpenReadOnly(f.path)
	if err != nil {
		return "", err
	}
	defer func() { _ = j.Close() }()
	return j.look()
}

// pageFreelist marks a page of the list of free pages (go.etcd.io/bbolt v1.5.0, internal/common/page.go).
const pageFreelist = 0x10

// same reports whether the file reads as at the beginning: no bit has left anything behind.
func (f *flipper) same() error {
	now, err := f.look(2 * pageSize)
	if err == nil && now != f.all {
		err = errors.New("the file is not as it was")
	}
	return err
}

// flipTime is how much of a processor one bit may take, of which others take a millisecond; flipHungSignal is how a child ends for which
// that was not enough.
const (
	flipTime       = 500 * time.Millisecond
	flipHungSignal = unix.SIGTERM
)

// spent is the processor time that this process has taken.
func spent() time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		panic(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// look examines an open journal as [Check] does, and returns all that can then be read. One bit can leave a length that
// makes bbolt copy a byte too few and read on behind its copy: what it finds there is right by luck or refused, so the examination
// and the reading after it may differ. Only what is read wrong and not refused is missed.
func (j *Journal) look() (string, error) {
	r := Report{Path: j.path}
	if err := errors.Join(r.checkAll(j, func(_, _ uint64) {}), r.checkAnchor(j)); err != nil {
		return "", err
	}
	return j.everything()
}

// everything is all that can be read of a journal.
func (j *Journal) everything() (string, error) {
	var b strings.Builder
	err := j.Export(&b, 0)
	for n := range flipSales {
		for _, stream := range []string{"payment", "spool"} {
			e, err := j.Latest(stream, saleCommits(n)[0][0].Key)
			fmt.Fprintln(&b, e.Seq, err)
		}
	}
	for key, err := range j.OpenKeys("payment") {
		fmt.Fprintln(&b, key, err)
	}
	return b.String(), err
}

// flipSales are in the journal whose bits are flipped; some are in the log and the index, the rest in the tail.
const flipSales = 12

func flipFile(t *testing.T) (path string, used int) {
	t.Helper()
	path = newPath(t)
	j := openTest(t, path)
	fillSales(t, j, flipSales-4)
	if err := j.seal(); err != nil {
		t.Fatal(err)
	}
	for n := flipSales - 4; n < flipSales; n++ {
		for _, records := range saleCommits(n) {
			appendTest(t, j, records...)
		}
	}
	closeTest(t, j)
	return path, int(usedBytes(t, takeImage(t, path).db))
}

// verdicts counts what bits came to.
type verdicts struct {
	mu     sync.Mutex
	counts map[string]int
}

func (v *verdicts) add(verdict string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.counts[verdict]++
}

// flip has the bits flipped in a copy of the journal at path by one child after the other.
func (v *verdicts) flip(t *testing.T, whole image, bits []int) {
	t.Helper()
	path := newPath(t)
	for whole.write(t, path); len(bits) > 0; whole.write(t, path) {
		done, hung := v.flipUntilKilled(t, path, bits)
		if done < len(bits) {
			done++
			if hung {
				v.add(flipHung)
			} else {
				v.add(flipKilled)
			}
		}
		bits = bits[done:]
	}
}

// flipUntilKilled returns how many bits came to something before one killed the child, or held it up for too long.
func (v *verdicts) flipUntilKilled(t *testing.T, path string, bits []int) (done int, hung bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], childArg, flipArg, path)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1") // the children side by side take what processors there are
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		skipWithoutChildren(t, err)
	}
	told := make(chan struct{})
	go func() { // a child that dies takes no more
		defer close(told)
		w := bufio.NewWriter(in)
		for _, at := range bits {
			if _, err := fmt.Fprintln(w, at); err != nil {
				break
			}
		}
		_, _ = w.Flush(), in.Close()
	}()
	var late atomic.Bool
	patience := time.AfterFunc(flipPatience, func() { late.Store(true); cancel() })
	defer patience.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); done++ {
		patience.Reset(flipPatience)
		verdict := lines.Text()
		if !slices.Contains([]string{flipCaught, flipHarmless, flipMissed}, verdict) {
			t.Fatalf("bit %d: %s", bits[done], verdict)
		}
		if v.add(verdict); verdict == flipMissed {
			t.Errorf("bit %d of byte %d of page %d changed what is read and was not found", bits[done]%8, bits[done]/8%pageSize, bits[done]/8/pageSize)
		}
	}
	err = cmd.Wait() // it may have been killed: that is what is looked for
	<-told
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return done, late.Load()
	}
	how, ok := exit.Sys().(syscall.WaitStatus)
	return done, late.Load() || ok && how.Signal() == flipHungSignal
}

// flipPatience is how long a bit may keep its child from saying anything, where it takes no processor either.
const flipPatience = 10 * time.Second

// TestFlippedBits flips one bit at a time, anywhere in a journal. It is found, or it changed nothing that can be read (promise 16).
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	path, used := flipFile(t)
	r := rand.New(rand.NewPCG(20261123, 17))
	var bits []int
	if *allBits {
		for at := range used * 8 {
			bits = append(bits, at)
		}
	}
	sample := *flips
	if testing.Short() {
		sample = 60
	}
	for len(bits) < sample {
		at := r.IntN(used * 8)
		if r.IntN(4) == 0 { // headers and links lie in front
			at = at/(8*pageSize)*8*pageSize + r.IntN(8*64)
		}
		bits = append(bits, at)
	}
	v := verdicts{counts: map[string]int{}}
	whole := takeImage(t, path)
	const shares = 16 // some hold more of the slow ones than others
	t.Run("in turn", func(t *testing.T) {
		for some := range slices.Chunk(bits, len(bits)/shares+1) {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				v.flip(t, whole, some)
			})
		}
	})
	counts := v.counts
	if len(counts) == 0 && !t.Failed() { // no child could be started at all: one that dies is counted
		t.Skip("this binary cannot start itself: it runs under an emulator")
	}
	t.Logf("%d bits of %d bytes: %v", len(bits), used, counts)
	if counts[flipCaught]+counts[flipKilled]+counts[flipHung] < len(bits)/10 || counts[flipHarmless] < len(bits)/10 {
		t.Error("too few mattered: the test tests nothing")
	}
}

// TestFlippedBitsOfTheAnchor flips each bit of it, every fifth in the short form: its other slot stands, so the journal opens, and is never called rolled back for a
// flip in what it is measured by.
func TestFlippedBitsOfTheAnchor(t *testing.T) {
	t.Parallel()
	path, _ := flipFile(t)
	head := takeImage(t, path).head
	text := strings.TrimRight(string(head[:pageSize]), "\n")
	step := 1
	if testing.Short() {
		step = 5
	}
	for at := 0; at < 8*(len(text)+1); at += step {
		for slot := range anchorSlots {
			flipped := slices.Clone(head)
			flipped[slot*pageSize+at/8] ^= 1 << (at % 8)
			if err := os.WriteFile(anchorPath(path), flipped, 0o600); err != nil {
				t.Fatal(err)
			}
			if r := Probe(path); !r.OK() {
				t.Fatalf("bit %d of slot %d: %+v", at, slot, r)
			}
		}
	}
}
