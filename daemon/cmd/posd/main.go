// Command posd is the payment terminal's daemon and its commands. See package command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"posd/daemon/command"
)

// Set when linking, by build/build.sh.
var version, committed string

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	self, err := os.Executable()
	if err != nil {
		self = os.Args[0]
	}
	if version == "" {
		version = "development"
	}
	env := command.Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Lang: command.Language(os.Getenv), Version: version, Committed: committed, Executable: self,
	}
	return command.Main(ctx, env, os.Args[1:])
}
