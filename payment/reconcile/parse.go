package reconcile

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Limits of a bill. A busy shop's day is under a megabyte.
const (
	MaxBytes = 64 << 20 // of a file, unpacked
	maxFiles = 16       // in an archive
)

// Parse reads a bill file of any format. name is for faults and, where the content names no day, for the day in it. The error is a
// [*FormatError].
func Parse(name string, data []byte) (Bill, error) {
	sum := sha256.Sum256(data)
	f := &faults{file: path.Base(name)}
	bill := Bill{}
	switch {
	case len(data) > MaxBytes:
		f.add(0, "larger than %d bytes", MaxBytes)
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		bill = parseArchive(f, data)
	default:
		bill = parseFile(f, data)
	}
	if err := f.err(); err != nil {
		return Bill{}, err
	}
	bill.Name, bill.Digest = path.Base(name), hex.EncodeToString(sum[:])
	if bill.From.IsZero() {
		bill.From, bill.To = dayInName(bill.Name)
	}
	return bill, nil
}

// parseArchive reads the one file of details in a zip. Beside it lies a summary, which says nothing that the details do not.
func parseArchive(f *faults, data []byte) Bill {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil || len(archive.File) > maxFiles {
		f.add(0, "a zip archive that cannot be read")
		return Bill{}
	}
	var found []Bill
	for _, entry := range archive.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		inside := &faults{file: f.file + "/" + entryName(entry.Name)}
		content, ok := unpack(inside, entry)
		if ok && !isSummary(content) {
			found = append(found, parseFile(inside, content))
		}
		f.all = append(f.all, inside.all...)
	}
	if len(found) != 1 {
		f.add(0, "%d files of details in the archive, want 1", len(found))
		return Bill{}
	}
	return found[0]
}

func unpack(f *faults, entry *zip.File) ([]byte, bool) {
	r, err := entry.Open()
	if err != nil {
		f.add(0, "cannot be unpacked")
		return nil, false
	}
	content, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if errClose := r.Close(); err != nil || errClose != nil || len(content) > MaxBytes {
		f.add(0, "cannot be unpacked")
		return nil, false
	}
	return content, true
}

// entryName makes a name of an archive fit for a line of text: Alipay writes them in GBK and marks them as nothing.
func entryName(name string) string {
	text, ok := decode([]byte(path.Base(name)))
	if !ok || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "?"
	}
	return text
}

// parseFile reads a single file by what is in it.
func parseFile(f *faults, data []byte) Bill {
	text, ok := decode(data)
	if !ok {
		f.add(0, "neither UTF-8 nor GB18030")
		return Bill{}
	}
	lines := split(text)
	for _, format := range []struct {
		is   func([]string) bool
		read func(*faults, []string) Bill
	}{
		{isOpenAPI, readOpenAPI}, {isSpot, readSpot}, {isIntl, readIntl}, {isAMS, readAMS},
	} {
		if format.is(lines) {
			return format.read(f, lines)
		}
	}
	f.add(0, "no bill of any known format")
	return Bill{}
}

// decode returns the text of a file: UTF-8, maybe with a byte order mark, else GB18030, of which GBK is a part.
func decode(data []byte) (string, bool) {
	if utf8.Valid(data) {
		return strings.TrimPrefix(string(data), "\ufeff"), true
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", false
	}
	return string(text), true
}

// split returns the lines of a text without their ends. Only the file's own last line may be empty.
func split(text string) []string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}
