// Command hongyan is the server: `hongyan serve` runs it, `hongyan key` prints its keys, `hongyan backup` and `hongyan
// restore` keep it.
package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // do not disturb by the clock of a zone, on machines without the database too

	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
)

var version = "dev"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	command, c, err := config.Parse(os.Args[1:], os.Environ(), os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := run(ctx, command, c); err != nil {
		fmt.Fprintln(os.Stderr, "hongyan:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, command config.Command, c config.Config) error {
	switch command.Name {
	case config.Serve:
		smallStacks()
		return serve(ctx, c)
	case config.Key:
		return printKeys(os.Stdout, c, command.JSON)
	case config.Health:
		return health(ctx, c)
	case config.Backup:
		return makeBackup(ctx, c, command, os.Stderr)
	case config.Restore:
		return restore(ctx, c, command.In, os.Stderr)
	case config.MoveFiles:
		return moveFiles(ctx, c, os.Stderr)
	case config.Version:
		fmt.Println("hongyan", version)
	}
	return nil
}

// health asks the server on this machine. Its certificate is for its public name, so it is not checked here.
func health(ctx context.Context, c config.Config) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.ReadyURL(), nil)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	answer, err := client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(answer.Body, 4096)) // the status says enough
		return fmt.Errorf("not ready: %s %s", answer.Status, b)
	}
	return nil
}
