package broker

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/gobwas/ws"
)

// Front makes a net.Listener for the HTTP server in front of l that takes usual WebSocket handshakes out: those that lie
// there entirely when their connection is accepted, in the clear, for a path that at knows. It saves what the
// HTTP server costs where many come at once. All else goes on to the HTTP server, to be read from its first byte: there is
// one place that says no.
func (l *Listener) Front(ln net.Listener, at func(path string) bool) net.Listener {
	if l.o.AllowOrigin != nil || l.o.Certified {
		return ln // asked of the request
	}
	return &front{ln, l, ws.Upgrader{
		OnRequest: func(uri []byte) error {
			if path, _, _ := bytes.Cut(uri, []byte("?")); !at(string(path)) {
				return errUnusual
			}
			return nil
		},
		OnHeader: func(name, _ []byte) error {
			switch string(name) {
			case "Content-Length", "Transfer-Encoding", "Expect":
				return errUnusual
			}
			return nil
		},
		ProtocolCustom: func(offered []byte) (string, bool) { return subprotocol(string(offered)), true },
	}}
}

type front struct {
	net.Listener
	l        *Listener
	upgrader ws.Upgrader
}

var errUnusual = errors.New("broker: the HTTP server is to answer this")

// Accept gives what is for the HTTP server.
func (f *front) Accept() (net.Conn, error) {
	for {
		nc, err := f.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if nc = f.take(nc); nc != nil {
			return nc, nil
		}
	}
}

// take keeps a connection, or gives it to be passed on.
func (f *front) take(nc net.Conn) net.Conn {
	tcp, ok := nc.(*net.TCPConn)
	if !ok {
		return nc
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nc
	}
	b := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(b)
	n, _ := readNow(raw, b[:]) // who reads next meets an error again
	first := b[:n]
	if c := f.handshake(tcp, first); c != nil {
		f.l.start(c)
		return nil
	}
	if len(first) == 0 {
		return tcp
	}
	return &begun{tcp, bytes.Clone(first)}
}

// handshake makes a connection whose answer to the handshake is queued; nil: it is not for us.
func (f *front) handshake(tcp *net.TCPConn, first []byte) *Conn {
	answer, early, usual := f.answer(first)
	if !usual {
		return nil
	}
	if status, _ := f.l.taking(); status != 0 {
		return nil
	}
	remote := tcp.RemoteAddr().String()
	source := f.l.sourceOf(remote)
	if f.l.gate.pass(source) != 0 {
		return nil
	}
	c := newConn(f.l, tcp, true, remote, early)
	c.source = source
	c.grow()
	c.out.queue = append(c.out.queue, answer...)
	return c
}

// answer is that to a usual handshake, early what follows it already.
func (f *front) answer(first []byte) (answer string, early []byte, usual bool) {
	head, early, whole := bytes.Cut(first, []byte("\r\n\r\n"))
	if !whole || !bytes.HasPrefix(head, []byte("GET ")) {
		return "", nil, false
	}
	var b strings.Builder
	if _, err := f.upgrader.Upgrade(duplex{bytes.NewReader(first[:len(head)+4]), &b}); err != nil {
		return "", nil, false
	}
	return b.String(), early, true
}

type duplex struct {
	io.Reader
	io.Writer
}

// subprotocol is which of those that a client offers is echoed: mqtt where it is one of them [MQTT-6.0.0-4], else the first
// that is known. A client that offers none, or none that is known, is served all the same.
func subprotocol(offered ...string) (chosen string) {
	for _, line := range offered {
		for name := range strings.SplitSeq(line, ",") {
			switch name = strings.TrimSpace(name); {
			case name == "mqtt":
				return name
			case chosen == "" && (name == "mqttv3.1" || name == "mqttv3.1.1"):
				chosen = name
			}
		}
	}
	return chosen
}

// begun is a connection of which something has been read already.
type begun struct {
	*net.TCPConn
	first []byte
}

func (b *begun) Read(p []byte) (int, error) {
	if len(b.first) == 0 {
		return b.TCPConn.Read(p)
	}
	n := copy(p, b.first)
	b.first = b.first[n:]
	return n, nil
}

// WriteTo hides that of the socket, which would pass by what has been read.
func (b *begun) WriteTo(w io.Writer) (int64, error) {
	return io.Copy(w, struct{ io.Reader }{b})
}
