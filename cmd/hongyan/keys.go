package main

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
)

// keys are what the first start makes. They are kept in a file that only the server's user can read, so that
// `hongyan key` can print them.
type keys struct {
	ServerKey string  `json:"server_key"`
	App       appKeys `json:"app"`
}

type appKeys struct {
	Name     chat.AppName `json:"name"`
	Key      string       `json:"key"`
	Secret   string       `json:"secret"`
	SDKAppID uint64       `json:"sdkappid"`
	AppID    string       `json:"appid"`
}

func keysFile(c config.Config) string { return filepath.Join(c.Data, "keys.json") }

func readKeys(c config.Config) (keys, error) {
	var k keys
	b, err := os.ReadFile(keysFile(c))
	if err != nil {
		return k, err
	}
	if err := json.Unmarshal(b, &k); err != nil {
		return k, fmt.Errorf("%s: %w", keysFile(c), err)
	}
	return k, nil
}

// write replaces the file as a whole: after a crash there is the old or the new one.
func (k keys) write(c config.Config) error {
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(c.Data, ".keys-*") // made for its owner alone
	if err != nil {
		return err
	}
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), keysFile(c))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// loadKeys reads the keys, or makes them on the first start.
func loadKeys(c config.Config) (keys, error) {
	k, err := readKeys(c)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	sdkAppID, appID := freshIDs()
	key, _ := auth.NewKey(chat.DefaultApp)
	k = keys{
		ServerKey: auth.NewServerKey(),
		App:       appKeys{Name: chat.DefaultApp, Key: key, Secret: auth.NewSecret(), SDKAppID: sdkAppID, AppID: appID},
	}
	return k, k.write(c)
}

// freshIDs makes the names by which clients of other makers call an app: an SDKAppID, and an org#app.
func freshIDs() (sdkAppID uint64, appID string) {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	sdkAppID = 1_400_000_000 + binary.BigEndian.Uint64(b[:8])%600_000_000
	org := 1_000_000_000 + binary.BigEndian.Uint64(b[8:])%9_000_000_000
	return sdkAppID, fmt.Sprintf("%d#app", org)
}

// ensureDefaultApp makes the app "default" when it is not there.
func ensureDefaultApp(ctx context.Context, s *chat.Service, k keys) error {
	_, err := s.App("")
	if chat.AsErrorCode(err) != chat.CodeNoApp {
		return err
	}
	_, err = s.CreateApp(ctx, chat.NewApp{
		Name: k.App.Name, Settings: chat.DefaultSettings(), SDKAppID: k.App.SDKAppID, AppID: k.App.AppID,
		Secret: k.App.Secret, KeyHash: auth.HashKey(k.App.Key),
	})
	return err
}

func printKeys(w io.Writer, c config.Config, asJSON bool) error {
	k, err := readKeys(c)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no keys in %s yet: start the server once (hongyan serve --data %s)", c.Data, c.Data)
	}
	if err != nil {
		return err
	}
	if c.AdminKey != "" {
		k.ServerKey = string(c.AdminKey)
	}
	if asJSON {
		b, err := json.MarshalIndent(k, "", "  ")
		if err == nil {
			_, err = fmt.Fprintln(w, string(b))
		}
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "server key  %s   (makes and removes apps)\n", k.ServerKey)
	fmt.Fprintf(&b, "app         %s\n", k.App.Name)
	fmt.Fprintf(&b, "  key       %s   (administers the app: Authorization: Bearer KEY)\n", k.App.Key)
	fmt.Fprintf(&b, "  secret    %s   (signs tokens and UserSigs)\n", k.App.Secret)
	fmt.Fprintf(&b, "  sdkappid  %d\n", k.App.SDKAppID)
	fmt.Fprintf(&b, "  appid     %s\n", k.App.AppID)
	_, err = io.WriteString(w, b.String())
	return err
}
