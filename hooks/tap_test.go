package hooks_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	mqtt "github.com/mochi-mqtt/server/v2"
	"go.uber.org/goleak"

	"github.com/hongyan-im/hongyan/auth"
	"github.com/hongyan-im/hongyan/bridge"
	"github.com/hongyan-im/hongyan/broker"
	"github.com/hongyan-im/hongyan/chat"
	"github.com/hongyan-im/hongyan/chat/chattest"
	"github.com/hongyan-im/hongyan/hooks"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const patience = 10 * time.Second

// node is a server over a log in memory.
type node struct {
	*chattest.Log
	hub     *bridge.Hub
	service *chat.Service
	mochi   *mqtt.Server
	addr    string
	sockets *broker.Listener
	defect  atomic.Bool  // what says so is a panic in the tap
	tapped  atomic.Int64 // publishes that the tap took
	ids     atomic.Int64
	queue   chan *chat.Proposal
}

// Propose applies at once and delivers from one goroutine, as the store does.
func (n *node) Propose(p *chat.Proposal) error {
	applied := chat.Proposal{Command: p.Command}
	if err := n.Log.Propose(&applied); err != nil {
		return err
	}
	p.Outcome = applied.Outcome
	n.queue <- p
	return nil
}

func start(t testing.TB, tap bool) *node {
	t.Helper()
	n := &node{Log: chattest.NewLog(), hub: bridge.NewHub(slog.New(slog.DiscardHandler)), queue: make(chan *chat.Proposal, 1000)}
	n.service = chat.NewService(n, chat.Options{Live: n.hub, Now: func() time.Time { return time.UnixMilli(1_700_000_000_000) },
		NewID: func() string { return fmt.Sprintf("id%06d", n.ids.Add(1)) }})
	n.hub.Bind(n.service, func(_ context.Context, c chat.Caller, method, path string, _ []byte) (int, []byte) {
		return 200, fmt.Appendf(nil, `{"asked":"%s %s by %s"}`, method, path, c.User)
	})
	delivered := make(chan struct{})
	go func() {
		defer close(delivered)
		for p := range n.queue {
			n.hub.Deliver([]*chat.Proposal{p})
		}
	}()
	a := auth.New(n.service, auth.Options{HashMemory: 8, HashTime: 1})
	server, hook, err := hooks.NewServer(a, n.service, n.hub, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	n.mochi = server
	o := broker.Options{MaxPacket: hooks.MaxPacket, Closed: func(c *broker.Conn) { hook.Closed(c) },
		Check: func(c *broker.Conn, packet []byte, header int) bool { return hook.Check(c, packet, header) }}
	if tap {
		o.Tap = func(c *broker.Conn, packet []byte, header int) bool {
			if n.defect.Load() && bytes.Contains(packet, []byte("a defect")) {
				panic("a defect")
			}
			took := hook.Tap(c, packet, header)
			if took && packet[0]>>4 == 3 {
				n.tapped.Add(1)
			}
			return took
		}
	}
	listener := broker.NewListener(o)
	n.sockets = listener
	if err := server.AddListener(listener); err != nil {
		t.Fatal(err)
	}
	if err := server.Serve(); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n.addr = ln.Addr().String()
	served := make(chan error, 1)
	go func() { served <- listener.ServeTCP(ln) }()
	t.Cleanup(func() {
		// First, as the server does: mochi walks over its clients in a way that can wait for ever for one that is just going.
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := listener.Shutdown(ctx); err != nil {
			t.Error(err)
		}
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		close(n.queue)
		<-delivered
	})
	n.people(t, a)
	return n
}

func (n *node) people(t testing.TB, a *auth.Authenticator) {
	ctx := context.Background()
	if _, err := n.service.CreateApp(ctx, chat.NewApp{Name: "default", Settings: chat.DefaultSettings(), Secret: "s", KeyHash: "k"}); err != nil {
		t.Fatal(err)
	}
	hash, err := a.HashPassword(ctx, "a good password")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.service.Register(ctx, chat.Caller{App: "default", Admin: true}, []chat.NewAccount{{User: "ann", Hash: hash}, {User: "bob", Hash: hash}, {User: "eve", Hash: hash}}); err != nil {
		t.Fatal(err)
	}
	if _, err := n.service.CreateGroup(ctx, chat.Caller{App: "default", User: "bob"}, chat.NewGroup{ID: "g", Name: "g"}); err != nil {
		t.Fatal(err)
	}
}

func text(s string) []byte { return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...) }

func packet(first byte, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return append(binary.AppendUvarint([]byte{first}, uint64(len(body))), body...)
}

// client is one connection that writes its own bytes.
type client struct {
	t    testing.TB
	conn net.Conn
	in   *bufio.Reader
}

func (n *node) dial(t testing.TB) *client {
	t.Helper()
	conn, err := net.Dial("tcp", n.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	c := &client{t, conn, bufio.NewReader(conn)}
	return c
}

func (n *node) connect(t testing.TB, user string, version byte) *client {
	t.Helper()
	c := n.dial(t)
	connect, subscribe := []byte{version, 0xC2, 0, 60}, []byte{0, 1}
	if version == 5 {
		connect, subscribe = append(connect, 0), append(subscribe, 0)
	}
	c.write(packet(0x10, text("MQTT"), connect, text("c-"+user), text(user), text("a good password")))
	if first, b, err := c.read(); err != nil || first != 0x20 || b[1] != 0 {
		t.Fatalf("CONNACK: %x % x %v", first, b, err)
	}
	c.write(packet(0x82, subscribe, text("im/default/user/"+user+"/#"), []byte{1}))
	if first, b, err := c.read(); err != nil || first != 0x90 || b[len(b)-1] != 1 {
		t.Fatalf("SUBACK: %x % x %v", first, b, err)
	}
	return c
}

func (c *client) write(b []byte) {
	c.t.Helper()
	if _, err := c.conn.Write(b); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) read() (first byte, body []byte, err error) {
	if first, err = c.in.ReadByte(); err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(c.in)
	if err != nil {
		return 0, nil, err
	}
	body = make([]byte, n)
	_, err = io.ReadFull(c.in, body)
	return first, body, err
}

// until reads up to a packet that begins so and holds a word, or the end, and acknowledges what it gets.
func (c *client) until(kind byte, word string) (said []string) {
	c.t.Helper()
	for {
		first, b, err := c.read()
		if err != nil {
			return append(said, "the end")
		}
		said = append(said, fmt.Sprintf("%x %q", first, b))
		if first&0xF6 == 0x32 {
			at := 2 + int(binary.BigEndian.Uint16(b))
			c.write(packet(0x40, b[at:at+2]))
		}
		if first&0xF0 == kind && strings.Contains(string(b), word) {
			return said
		}
	}
}

// answers is what ann is told of a packet of hers, a reply before all else, and what bob hears of it.
func answers(t *testing.T, tap bool, version byte, bytes []byte, reply string) (said []string, tapped bool) {
	n := start(t, tap)
	ann, bob := n.connect(t, "ann", version), n.connect(t, "bob", version)
	before := n.tapped.Load()
	ann.write(bytes)
	if reply != "" { // it comes from a goroutine of its own
		for _, s := range ann.until(0x30, reply) {
			said = append(said, "ann: "+s)
		}
	}
	ann.write([]byte{0xC0, 0})
	for _, s := range ann.until(0xD0, "") {
		said = append(said, "ann: "+s)
	}
	tapped = n.tapped.Load() > before
	if _, err := n.service.Send(context.Background(), chat.Caller{App: "default", User: "ann"}, chat.PlainText(chat.UserAddress("bob"), []byte("the last word"))); err != nil {
		t.Fatal(err)
	}
	for _, s := range bob.until(0x30, "the last word") {
		said = append(said, "bob: "+s)
	}
	if !slices.Contains(said, "ann: the end") {
		for _, s := range ann.until(0x30, "the last word") { // what was not answered before the ping
			said = append(said, "ann: "+s)
		}
	}
	// Answers come from another goroutine than the answer to the ping does, and ids are given in the order of coming.
	for i := range said {
		said[i] = id.ReplaceAllString(said[i], "id")
	}
	slices.Sort(said)
	return said, tapped
}

var id = regexp.MustCompile(`id[0-9]{6}`)

// TestTap_AnswersLikeTheLongWay sends the same bytes to a server with the tap and to one without.
func TestTap_AnswersLikeTheLongWay(t *testing.T) {
	const message = `{"cid":"c","body":{"text":"hello"}}`
	cases := []struct {
		name    string
		first   byte
		topic   string
		props   string // of MQTT 5
		payload string
		tapped  bool // where there are no properties, and when it comes whole
	}{
		{"QoS 0", 0x30, "im/default/user/bob", "", message, true},
		{"QoS 1", 0x32, "im/default/user/bob", "", message, true},
		{"QoS 1 once more", 0x3A, "im/default/user/bob", "", message, true},
		{"QoS 2", 0x34, "im/default/user/bob", "", message, false},
		{"QoS 3", 0x36, "im/default/user/bob", "", message, false},
		{"QoS 0 once more", 0x38, "im/default/user/bob", "", message, false},
		{"plain text", 0x32, "im/default/user/bob", "", "hello", true},
		{"retained", 0x33, "im/default/user/bob", "", message, false},
		{"retained QoS 0", 0x31, "im/default/user/bob", "", message, false},
		{"no topic", 0x32, "", "", message, false},
		{"an alias", 0x32, "", "\x23\x00\x01", message, false},
		{"a topic with an alias", 0x32, "im/default/user/bob", "\x23\x00\x01", message, false},
		{"user property", 0x32, "im/default/user/bob", "\x26\x00\x01a\x00\x01b", message, true},
		{"a topic that is no UTF-8", 0x32, "im/default/user/b\xff", "", message, false},
		{"a NUL", 0x32, "im/default/user/b\x00", "", message, false},
		{"a wildcard", 0x32, "im/default/user/+", "", message, false},
		{"another wildcard", 0x32, "im/default/user/#", "", message, false},
		{"an empty payload", 0x32, "im/default/user/bob", "", "", true},
		{"a payload that is no UTF-8", 0x32, "im/default/user/bob", "", "\xff\xfe", true},
		{"broken JSON", 0x32, "im/default/user/bob", "", `{"body":`, true},
		{"too big", 0x32, "im/default/user/bob", "", strings.Repeat("x", chat.MaxMessage+1), true},
		{"too big, QoS 0", 0x30, "im/default/user/bob", "", strings.Repeat("x", chat.MaxMessage+1), true},
		{"nobody", 0x32, "im/default/user/nobody", "", message, true},
		{"a group of others", 0x32, "im/default/group/g", "", message, true},
		{"another app", 0x32, "im/other/user/bob", "", message, true},
		{"no address", 0x32, "im/default/planet/mars", "", message, true},
		{"a device", 0x32, "dev/ann/lamp", "", "on", true},
		{"a device, QoS 0", 0x30, "dev/ann/lamp", "", "on", true},
		{"$SYS", 0x32, "$SYS/x", "", "x", false},
		{"typing", 0x32, "im/default/user/bob/typing", "", `{"a":1}`, true},
		{"typing, QoS 0", 0x30, "im/default/user/bob/typing", "", "", true},
		{"typing, QoS 2", 0x34, "im/default/user/bob/typing", "", "", false},
		{"typing, too much", 0x32, "im/default/user/bob/typing", "", `{"a":"` + strings.Repeat("x", 1100) + `"}`, true},
		{"read", 0x32, "im/default/user/bob/read", "", `{"seq":1}`, true},
		{"read, wrong", 0x32, "im/default/user/bob/read", "", `{"seq":"x"}`, true},
		{"request", 0x32, "im/default/user/ann/request", "", `{"id":1,"method":"GET","path":"/v1/x"}`, true},
		{"request of another", 0x32, "im/default/user/bob/request", "", `{"method":"GET","path":"/v1/x"}`, true},
		{"request, wrong", 0x32, "im/default/user/ann/request", "", "x", true},
		{"an inbox's events", 0x32, "im/default/user/bob/event", "", message, true},
	}
	for _, version := range []byte{4, 5} {
		for _, c := range cases {
			if version < 5 && c.props != "" {
				continue
			}
			t.Run(fmt.Sprintf("MQTT %d, %s", version, c.name), func(t *testing.T) {
				bytes, reply := publish(version, c.first, c.topic, c.props, c.payload), ""
				if c.name == "request" {
					reply = "asked"
				}
				with, tapped := answers(t, true, version, bytes, reply)
				without, _ := answers(t, false, version, bytes, reply)
				if !slices.Equal(with, without) {
					t.Errorf("with the tap\n%s\nwithout\n%s", strings.Join(with, "\n"), strings.Join(without, "\n"))
				}
				if want := c.tapped && c.props == ""; tapped != want {
					t.Errorf("tapped: %v", tapped)
				}
			})
		}
	}
}

func publish(version, first byte, topic, props, payload string) []byte {
	parts := [][]byte{text(topic)}
	if first&6 > 0 {
		parts = append(parts, []byte{0, 9})
	}
	if version == 5 {
		parts = append(parts, append([]byte{byte(len(props))}, props...))
	}
	return packet(first, append(parts, []byte(payload))...)
}
