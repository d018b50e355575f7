package admin_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"posd/daemon/admin"
)

func TestListenSocket(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	first, err := admin.ListenSocket(path)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode() != os.ModeSocket|0o660 {
		t.Errorf("mode is %v, %v", info.Mode(), err)
	}
	if _, err := admin.ListenSocket(path); !errors.Is(err, admin.ErrSocket) {
		t.Errorf("two listen on it: %v", err)
	}
	if err := first.Listener.Close(); err != nil { // as a process that dies: the file stays
		t.Fatal(err)
	}
	again, err := admin.ListenSocket(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket stays: %v", err)
	}
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := admin.ListenSocket(path); !errors.Is(err, admin.ErrSocket) {
		t.Errorf("a file was replaced: %v", err)
	}
	if _, err := admin.ListenSocket(filepath.Join(t.TempDir(), "none", "s")); !errors.Is(err, admin.ErrSocket) {
		t.Errorf("no folder: %v", err)
	}
}

// TestWhoMaySpeak lets everybody in that the file's mode limits to the group, and root and ourselves always.
func TestWhoMaySpeak(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "s")
	l, err := admin.ListenSocket(path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	self := uint32(os.Getuid())
	for _, c := range []struct {
		uid  uint32
		mode os.FileMode
		may  bool
	}{
		{0, 0o660, true}, {0, 0o666, true}, {self, 0o666, true}, {self + 4711, 0o660, true}, {self + 4711, 0o666, false}, {self + 4711, 0o662, false},
	} {
		if err := os.Chmod(path, c.mode); err != nil {
			t.Fatal(err)
		}
		if got := l.MayUser(c.uid); got != c.may {
			t.Errorf("user %d at mode %v: %t", c.uid, c.mode, got)
		}
	}
}
