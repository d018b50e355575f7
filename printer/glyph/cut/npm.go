package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// The npm package in which Noto Emoji comes, the hash of its archive, and the file. The boldest weight is the one of which lines are
// still whole at 24 dots.
const (
	emojiPackage = "@expo-google-fonts/noto-emoji@0.4.7"
	emojiArchive = "expo-google-fonts-noto-emoji-0.4.7.tgz"
	emojiSHA512  = "Gs7URwtKmCzzdGUTYbG8MIohyaQPgGxIaQG5hvyEAaQiEGJpQy6gyP3NDICE0EJkOJFoe1JFD3Hf1L4a3qe4KA=="
	emojiFile    = "package/700Bold/NotoEmoji_700Bold.ttf"
)

// maxFont is the largest font file that is read.
const maxFont = 8 << 20

var errArchive = errors.New("not the archive that posd was built with")

// fetchEmoji returns the bytes of Noto Emoji. env is added to that of the npm
// command.
func fetchEmoji(ctx context.Context, env ...string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "cut")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // a folder of temporary files
	pack := []string{"pack", emojiPackage, "--pack-destination", dir, "--ignore-scripts", "--loglevel=error"}
	cmd := exec.CommandContext(ctx, "npm", pack...) //nolint:gosec // constants and a folder of ours
	cmd.Env = append(os.Environ(), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", emojiPackage, err, out)
	}
	archive, err := os.ReadFile(filepath.Join(dir, emojiArchive))
	if err != nil {
		return nil, err
	}
	if sum := sha512.Sum512(archive); base64.StdEncoding.EncodeToString(sum[:]) != emojiSHA512 {
		return nil, fmt.Errorf("%s: %w", emojiPackage, errArchive)
	}
	return unpack(archive, emojiFile)
}

// unpack returns one file of a compressed archive.
func unpack(archive []byte, name string) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if h.Name == name {
			return io.ReadAll(io.LimitReader(files, maxFont))
		}
	}
}
