package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/hongyan-im/hongyan/api"
	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/bridge/link"
	"github.com/hongyan-im/hongyan/broker"
	"github.com/hongyan-im/hongyan/certs"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/cmd/hongyan/config"
	"github.com/hongyan-im/hongyan/hooks"
	"github.com/hongyan-im/hongyan/logging"
	"github.com/hongyan-im/hongyan/media"
	"github.com/hongyan-im/hongyan/outward"
	"github.com/hongyan-im/hongyan/proxies"
	"github.com/hongyan-im/hongyan/rules"
	"github.com/hongyan-im/hongyan/search"
	"github.com/hongyan-im/hongyan/store"
	"github.com/hongyan-im/hongyan/webhook"
)

// shutdownTime bounds a clean shutdown.
const shutdownTime = 8 * time.Second

// uploadReserve is kept free beyond the store's reserve: a disk that fills up refuses files before messages.
const uploadReserve = 16 << 20

// server is everything that runs, in the order in which it was started; it is stopped in reverse.
type server struct {
	config   config.Config
	log      *slog.Logger
	logging  *logging.Control
	keys     keys
	registry *prometheus.Registry

	store     *store.Store
	files     *media.Store
	hub       *bridge.Hub
	rules     *rules.Rules
	tail      *chat.Tail
	service   *chat.Service
	auth      *auth.Authenticator
	socket    *broker.Listener
	stopMochi func() error
	webhooks  *webhook.Webhooks
	calling   sync.WaitGroup // while webhooks are called
	links     *link.Links
	linking   sync.WaitGroup // while links are connected
	telling   sync.WaitGroup // while subscribers are told who comes and goes
	search    *search.Engine // nil: the server runs without
	searching sync.WaitGroup // while it reads the store
	api       *api.API
	system    *system

	proxies *proxies.Proxies

	web        net.Listener
	mqtt       net.Listener        // nil: off
	mqtts      net.Listener        // nil: off
	acme       net.Listener        // nil: off
	certs      *certs.Certificates // nil: no certificate is set
	http       *http.Server
	challenges *http.Server // nil: off
}

// serve runs the server until ctx ends or a listener fails.
func serve(ctx context.Context, c config.Config) error {
	control := logging.NewControl(slog.Level(c.LogLevel), time.Duration(c.LogSlow))
	s := &server{config: c, log: newLogger(c.LogFormat, control), logging: control, registry: prometheus.NewRegistry()}
	slog.SetDefault(s.log)
	if c.Memory > 0 {
		debug.SetMemoryLimit(int64(c.Memory))
	}
	hangup := make(chan os.Signal, 1) // from the first moment on: SIGHUP ends a process that does not ask for it
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	if err := s.open(ctx); err != nil {
		return errors.Join(err, s.closeStore())
	}
	background, stop := context.WithCancel(context.Background())
	defer stop()
	if err := s.start(background); err != nil {
		return errors.Join(err, s.closeStore())
	}
	failed := make(chan error, 8)
	s.listen(failed)
	s.greet()
	if s.certs != nil {
		if err := s.certs.Obtain(background); err != nil {
			failed <- fmt.Errorf("obtain certificates: %w", err)
		}
	}
	go s.tend(background)
	go s.reloadOn(background, hangup)
	s.runSearch(background)
	s.linking.Go(func() { s.links.Run(background) })
	s.calling.Go(func() { s.webhooks.Run(background) })
	s.telling.Go(func() { s.hub.RunPresence(background) })
	if every := time.Duration(s.config.SysInterval); every > 0 {
		go s.system.run(background, every, s.hub)
	}
	var err error
	select {
	case <-ctx.Done():
		s.log.Info("going down")
	case err = <-failed:
	}
	stop()
	return errors.Join(err, s.shutdown())
}

func newLogger(form config.Format, level slog.Leveler) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if form == config.JSON {
		return slog.New(slog.NewJSONHandler(os.Stderr, o))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, o))
}

// open takes what may be refused: the data directory, the store of files and the addresses. Nothing serves yet.
func (s *server) open(ctx context.Context) (err error) {
	if err := os.MkdirAll(s.config.Data, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	if _, err := os.Stat(unfinished(s.config)); err == nil {
		return fmt.Errorf("the restore into %s did not end: empty the directory and restore again", s.config.Data)
	}
	s.store, err = store.Open(store.Options{
		Dir: filepath.Join(s.config.Data, "state"), Reserve: int64(s.config.DiskReserve), Logger: s.log, Logging: s.logging, Registry: s.registry,
	})
	if err != nil {
		return err
	}
	if s.keys, err = loadKeys(s.config); err != nil {
		return fmt.Errorf("keys: %w", err)
	}
	if s.files, err = openFiles(ctx, s.config, int64(s.config.DiskReserve)+uploadReserve, s.log); err != nil {
		return err
	}
	if s.config.S3() {
		if err := errors.Join(noFilesLeft(ctx, s.config), claimBucket(ctx, s.config, s.log)); err != nil {
			return err
		}
	}
	return s.bind()
}

// start wires the parts, from the domain outwards.
func (s *server) start(ctx context.Context) error {
	serverKey := s.keys.ServerKey
	if s.config.AdminKey != "" {
		serverKey = string(s.config.AdminKey)
	}
	s.hub = bridge.NewHub(s.log)
	networks := s.hookNetworks()
	client := networks.Client()
	s.rules = rules.New(s.log, client)
	s.service = chat.NewService(s.store, chat.Options{
		NewID: func() string { return ulid.Make().String() }, Live: s.hub, RemoveFile: s.files.Remove, Open: s.config.Dev, Rules: s.rules, Logger: s.log, CheckAddress: networks.CheckURL,
	})
	s.system = newSystem(s.readings())
	if s.config.SysInterval > 0 {
		s.hub.ServeSys(s.system.values)
	}
	s.auth = auth.New(s.service, auth.Options{ServerKeyHash: auth.HashKey(serverKey), Log: s.log, Client: client, Free: int(s.config.WrongPasswords)})
	mochi, hook, err := hooks.NewServer(s.auth, s.service, s.hub, s.log)
	if err != nil {
		return err
	}
	if by := certs.Naming(s.config.TLSClientUser); by != certs.ByNothing {
		hook.Certified = by.User
	}
	hook.KeepAlive = time.Duration(s.config.MaxKeepAlive)
	s.stopMochi = mochi.Close
	hook.LimitPackets(int(s.config.MaxPacket))
	o := s.limits()
	o.Log, o.Certified, o.Closed = s.log, s.wanted() == certs.Required, func(c *broker.Conn) { hook.Closed(c) }
	o.Tap = func(c *broker.Conn, packet []byte, header int) bool { return hook.Tap(c, packet, header) }
	o.Check = func(c *broker.Conn, packet []byte, header int) bool { return hook.Check(c, packet, header) }
	s.socket = broker.NewListener(o)
	s.webhooks = webhook.New(webhook.Options{
		Service: s.service, Log: s.log, Registerer: s.registry, Online: s.hub.IsOnline, WeChat: string(s.config.WeChatURL), Client: client,
	})
	s.links = link.New(link.Options{Service: s.service, Hub: s.hub, Log: s.log, Control: networks.Control})
	s.hub.BindOutlet(s.links)
	s.api = api.New(api.Options{
		Links: s.links, Service: s.service, Auth: s.auth, Files: s.files, Search: s.openSearch(), Webhooks: s.webhooks, MQTT: s.socket, Ready: s.store.Ready, Metrics: s.metrics(), Pages: s.pages(),
		SignLink: signLink, VerifyLink: verifyLink, FreshIDs: freshIDs, PublicURL: string(s.config.PublicURL), MaxBody: int64(s.config.HTTPBody), Stalled: time.Duration(s.config.HTTPStallTime), MayCome: s.hub.MayCome,
		Rotated: s.rotated, Backup: s.backup, Log: s.log, Logging: s.logging, Version: version, Registerer: s.registry,
	})
	s.hub.Bind(s.service, s.api.Do)
	s.rules.Bind(s.service)
	s.tail = chat.NewTail(s.rules.Before(s.hub))
	s.store.Start(s.service.Before(s.links.Before(s.webhooks.Around(s.tail))))
	if err := s.hub.LoadBans(); err != nil {
		return fmt.Errorf("banned addresses: %w", err)
	}
	if err := s.rules.Load(); err != nil {
		return fmt.Errorf("word lists: %w", err)
	}
	if err := ensureDefaultApp(ctx, s.service, s.keys); err != nil {
		return err
	}
	if err := s.service.SetFileLinks(ctx, s.config.Links); err != nil {
		return fmt.Errorf("links of the configuration file: %w", err)
	}
	if err := s.hub.Restore(); err != nil {
		return err
	}
	if err := s.hub.LoadWills(); err != nil {
		return fmt.Errorf("wills: %w", err)
	}
	if err := s.hub.ResumeCommands(); err != nil {
		return fmt.Errorf("commands to devices: %w", err)
	}
	if err := mochi.AddListener(s.socket); err != nil {
		return err
	}
	return mochi.Serve()
}

// hookNetworks are those where apps may have their own servers. Who tries things out has them on the same machine.
func (s *server) hookNetworks() outward.Networks {
	n := outward.Networks(s.config.HookNetworks)
	if s.config.Dev {
		n = append(slices.Clone(n), outward.Own()...)
	}
	return n
}

// signLink and verifyLink: a link says when it ends in seconds, the signature covers milliseconds.
func signLink(app chat.App, id string, expires int64) string {
	return media.Sign([]byte(app.Secret), app.Name, id, expires*1000)
}

func verifyLink(app chat.App, id string, expires int64, sig string) error {
	return media.Verify([]byte(app.Secret), app.Name, id, expires*1000, sig, time.Now())
}

// rotated keeps what `hongyan key` prints equal to what holds.
func (s *server) rotated(app chat.App, secret, key string) {
	if app.Name != s.keys.App.Name {
		return
	}
	k := s.keys
	k.App.Secret, k.App.Key = cmp.Or(secret, k.App.Secret), cmp.Or(key, k.App.Key)
	if err := k.write(s.config); err != nil {
		s.log.Error("keep the new keys", "err", err)
		return
	}
	s.keys = k
}

// shutdown tells the clients, lets everything accepted reach the disk, and closes in reverse. It takes shutdownTime at
// most.
func (s *server) shutdown() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	for _, l := range s.sockets() {
		_ = l.Close() // no new clients; ServeTCP ends
	}
	s.hub.Shutdown()
	var errs []error
	errs = append(errs, s.socket.Shutdown(ctx))
	if err := s.http.Shutdown(ctx); err != nil {
		errs = append(errs, s.http.Close())
	}
	if s.challenges != nil {
		errs = append(errs, s.challenges.Close())
	}
	if s.certs != nil {
		s.certs.Close()
	}
	s.rules.Close()
	closed := make(chan error, 1)
	go func() {
		s.searching.Wait()
		s.linking.Wait()
		s.calling.Wait()
		s.telling.Wait()
		closed <- errors.Join(s.stopMochi(), s.closeStore())
	}()
	select {
	case err := <-closed:
		errs = append(errs, err)
	case <-ctx.Done():
		errs = append(errs, s.closeStore(), errors.New("some clients did not go in time"))
	}
	s.log.Info("down")
	return errors.Join(errs...)
}

func (s *server) closeStore() error {
	if s.store == nil {
		return nil
	}
	return s.store.Close()
}
