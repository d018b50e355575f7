package journal

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// allBits makes TestFlippedBits flip each bit of a whole small journal and of its anchor, instead of a sample.
var allBits = flag.Bool("journal.allbits", false, "flip every bit of a journal, one at a time")

// What a flipped bit can come to.
const (
	flipCaught   = "caught"   // the examination found it, or reading did and said so
	flipHarmless = "harmless" // nothing that can be read is different
	flipMissed   = "missed"   // neither
	flipKilled   = "killed"   // it killed the examination, or made it hang: [Examine] finds it
)

// flipArg is a mode of the test binary as a child: the bits that its standard input names are flipped one after the other in the
// journal at path, of which it prints what each came to. A bit that kills it is the last.
const flipArg = "flip"

// flipAll is that child. The file is as it was after each bit.
func flipAll(path string) error {
	whole, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	all, err := everything(path)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		at, err := strconv.Atoi(in.Text())
		if err != nil {
			return err
		}
		if _, err := f.WriteAt([]byte{whole[at/8] ^ 1<<(at%8)}, int64(at/8)); err != nil {
			return err
		}
		verdict := flipCaught
		if Check(path, nil).OK() {
			verdict = flipHarmless
			// One bit can leave a length that makes bbolt copy a byte too few and read on behind its copy: what it finds there is right
			// by luck or refused, so the examination and the reading after it may differ. Only what is read wrong and not refused is missed.
			switch now, err := everything(path); {
			case err != nil:
				verdict = flipCaught
			case now != all:
				verdict = flipMissed
			}
		}
		if _, err := f.WriteAt(whole[at/8:at/8+1], int64(at/8)); err != nil {
			return err
		}
		fmt.Fprintln(os.Stdout, verdict)
	}
	return f.Close()
}

// everything is all that can be read of a journal.
func everything(path string) (string, error) {
	j, err := OpenReadOnly(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = j.Close() }()
	var b strings.Builder
	err = j.Export(&b, 0)
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

// flip has the bits flipped by one child after the other and counts what they came to.
func flip(t *testing.T, path string, bits []int) map[string]int {
	t.Helper()
	counts := map[string]int{}
	whole := takeImage(t, path)
	for len(bits) > 0 {
		done := flipUntilKilled(t, path, bits, counts)
		if done < len(bits) {
			counts[flipKilled]++
			whole.write(t, path)
			done++
		}
		bits = bits[done:]
	}
	return counts
}

// flipUntilKilled returns how many bits came to something before one killed the child, or held it up for too long.
func flipUntilKilled(t *testing.T, path string, bits []int, counts map[string]int) (done int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], childArg, flipArg, path)
	var in strings.Builder
	for _, at := range bits {
		fmt.Fprintln(&in, at)
	}
	cmd.Stdin = strings.NewReader(in.String())
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		skipWithoutChildren(t, err)
	}
	patience := time.AfterFunc(flipPatience, cancel)
	defer patience.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); done++ {
		patience.Reset(flipPatience)
		verdict := lines.Text()
		if !slices.Contains([]string{flipCaught, flipHarmless, flipMissed}, verdict) {
			t.Fatalf("bit %d: %s", bits[done], verdict)
		}
		if counts[verdict]++; verdict == flipMissed {
			t.Errorf("bit %d of byte %d of page %d changed what is read and was not found", bits[done]%8, bits[done]/8%pageSize, bits[done]/8/pageSize)
		}
	}
	_ = cmd.Wait() // it may have been killed: that is what is looked for
	return done
}

// flipPatience is how long a bit may keep its child busy: others take a millisecond.
const flipPatience = 5 * time.Second

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
	sample := 300
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
	counts := flip(t, path, bits)
	t.Logf("%d bits of %d bytes: %v", len(bits), used, counts)
	if counts[flipCaught]+counts[flipKilled] < len(bits)/10 || counts[flipHarmless] < len(bits)/10 {
		t.Error("too few mattered: the test tests nothing")
	}
}

// TestFlippedBitsOfTheAnchor flips each bit of it: its other slot stands, so the journal opens, and is never called rolled back for a
// flip in what it is measured by.
func TestFlippedBitsOfTheAnchor(t *testing.T) {
	t.Parallel()
	path, _ := flipFile(t)
	head := takeImage(t, path).head
	text := strings.TrimRight(string(head[:pageSize]), "\n")
	for at := range 8 * (len(text) + 1) {
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
