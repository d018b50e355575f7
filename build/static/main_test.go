package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRun builds a tiny program as `make build` does, and then each way it must not be built.
func TestRun(t *testing.T) {
	t.Parallel()
	good := []string{"-trimpath", "-ldflags", "-s -w"}
	arm6 := []string{"GOARCH=arm", "GOARM=6"}
	tests := []struct {
		name  string
		file  string
		flags []string
		env   []string
		want  string // part of the error, empty for none
	}{
		{name: "as promised", file: "posd-linux-armv6", flags: good, env: arm6},
		{name: "other board", file: "posd-linux-armv7", flags: good, env: arm6, want: `GOARM="6", want "7"`},
		{name: "not stripped", file: "posd-linux-armv6", flags: []string{"-trimpath"}, env: arm6, want: "is not stripped"},
		{name: "paths kept", file: "posd-linux-armv6", flags: []string{"-ldflags", "-s -w"}, env: arm6, want: "-trimpath"},
		{
			name: "dynamic", file: "posd-linux-amd64", flags: append([]string{"-buildmode=pie"}, good...),
			env: []string{"GOARCH=amd64"}, want: "asks for a dynamic loader",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), tt.file)
			build(t, file, tt.flags, tt.env)
			var out bytes.Buffer
			err := run(&out, []string{file})
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("run: %v", err)
			case tt.want == "" && !strings.Contains(out.String(), tt.file):
				t.Errorf("run prints %q, want a line for %s", out.String(), tt.file)
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("run: %v, want %q", err, tt.want)
			}
		})
	}
}

func TestRunText(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "posd-linux-amd64")
	if err := os.WriteFile(text, []byte("no program"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(&bytes.Buffer{}, []string{text}); err == nil {
		t.Error("run accepts a text file")
	}
}

func build(t *testing.T, file string, flags, env []string) {
	t.Helper()
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() {}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"build", "-o", file}, flags...)
	cmd := exec.CommandContext(t.Context(), "go", append(args, source)...)
	cmd.Env = append(append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOFLAGS="), env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
}
