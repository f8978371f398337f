package main

import (
	"bufio"
	"crypto/rand"
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

type client struct {
	c       net.Conn
	r       *bufio.Reader
	ws      bool
	wmu     sync.Mutex
	wbuf    []byte
	frame   int // bytes left in the current websocket frame
	ackWait chan struct{}
	pidSeq  uint16
	onPub   func(topic, body []byte)
	acked   atomic.Int64
	nacks   atomic.Int64

	keepSession bool // the session outlives the connection
}

func dial(u *url.URL) (*client, error) {
	host := u.Host
	var c net.Conn
	var err error
	d := net.Dialer{Timeout: 10 * time.Second}
	switch u.Scheme {
	case "tls", "wss":
		c, err = tls.DialWithDialer(&d, "tcp", host, &tls.Config{InsecureSkipVerify: true})
	default:
		c, err = d.Dial("tcp", host)
	}
	if err != nil {
		return nil, err
	}
	cl := &client{c: c, r: bufio.NewReaderSize(c, 4096), ws: strings.HasPrefix(u.Scheme, "ws")}
	if cl.ws {
		var k [16]byte
		rand.Read(k[:])
		path := u.RequestURI()
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Key: %s\r\n\r\n", path, host, base64.StdEncoding.EncodeToString(k[:]))
		c.SetReadDeadline(time.Now().Add(20 * time.Second))
		line, err := cl.r.ReadString('\n')
		if err != nil {
			return nil, err
		}
		if !strings.Contains(line, "101") {
			return nil, errors.New("upgrade refused: " + strings.TrimSpace(line))
		}
		for {
			l, err := cl.r.ReadString('\n')
			if err != nil {
				return nil, err
			}
			if l == "\r\n" {
				break
			}
		}
		c.SetReadDeadline(time.Time{})
	}
	return cl, nil
}

// Read gives the MQTT byte stream with websocket framing taken off.
func (c *client) Read(b []byte) (int, error) {
	if !c.ws {
		return c.r.Read(b)
	}
	for c.frame == 0 {
		var h [2]byte
		if _, err := io.ReadFull(c.r, h[:]); err != nil {
			return 0, err
		}
		op := h[0] & 15
		l := int(h[1] & 127)
		switch l {
		case 126:
			var e [2]byte
			if _, err := io.ReadFull(c.r, e[:]); err != nil {
				return 0, err
			}
			l = int(binary.BigEndian.Uint16(e[:]))
		case 127:
			var e [8]byte
			if _, err := io.ReadFull(c.r, e[:]); err != nil {
				return 0, err
			}
			l = int(binary.BigEndian.Uint64(e[:]))
		}
		if op >= 8 {
			if _, err := c.r.Discard(l); err != nil {
				return 0, err
			}
			if op == 8 {
				return 0, io.EOF
			}
			continue
		}
		c.frame = l
	}
	if len(b) > c.frame {
		b = b[:c.frame]
	}
	k, err := c.r.Read(b)
	c.frame -= k
	return k, err
}

func (c *client) write(p []byte) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	if !c.ws {
		_, err := c.c.Write(p)
		return err
	}
	b := c.wbuf[:0]
	b = append(b, 0x82)
	switch {
	case len(p) < 126:
		b = append(b, 0x80|byte(len(p)))
	case len(p) < 65536:
		b = append(b, 0x80|126, byte(len(p)>>8), byte(len(p)))
	default:
		b = append(b, 0x80|127)
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
	}
	b = append(b, 0, 0, 0, 0) // a zero mask is a legal mask
	b = append(b, p...)
	c.wbuf = b
	_, err := c.c.Write(b)
	return err
}

func packet(h byte, body []byte) []byte {
	out := []byte{h}
	l := len(body)
	for {
		d := byte(l & 127)
		l >>= 7
		if l > 0 {
			d |= 128
		}
		out = append(out, d)
		if l == 0 {
			break
		}
	}
	return append(out, body...)
}

func str(b []byte, s string) []byte {
	b = append(b, byte(len(s)>>8), byte(len(s)))
	return append(b, s...)
}

func (c *client) readPacket(buf *[]byte) (byte, []byte, error) {
	var one [1]byte
	if _, err := io.ReadFull(c, one[:]); err != nil {
		return 0, nil, err
	}
	h := one[0]
	l, sh := 0, 0
	for {
		if _, err := io.ReadFull(c, one[:]); err != nil {
			return 0, nil, err
		}
		l |= int(one[0]&127) << sh
		sh += 7
		if one[0]&128 == 0 {
			break
		}
	}
	if cap(*buf) < l {
		*buf = make([]byte, l)
	}
	b := (*buf)[:l]
	_, err := io.ReadFull(c, b)
	return h, b, err
}

func (c *client) connect(i, p int) error {
	var b []byte
	b = str(b, "MQTT")
	flags := byte(0)
	if *clean && !c.keepSession {
		flags |= 2
	}
	user, pass := tmpl(*userT, i, p), tmpl(*passT, i, p)
	if i < len(tokens) {
		pass = tokens[i]
	}
	if user != "" {
		flags |= 0x80
	}
	if pass != "" {
		flags |= 0x40
	}
	b = append(b, 4, flags, byte(*keep>>8), byte(*keep))
	b = str(b, tmpl(*idT, i, p))
	if user != "" {
		b = str(b, user)
	}
	if pass != "" {
		b = str(b, pass)
	}
	if err := c.write(packet(0x10, b)); err != nil {
		return err
	}
	var buf []byte
	c.c.SetReadDeadline(time.Now().Add(30 * time.Second))
	h, body, err := c.readPacket(&buf)
	if err != nil {
		return fmt.Errorf("connack: %w", err)
	}
	if h>>4 != 2 || body[1] != 0 {
		return fmt.Errorf("refused: %x", body)
	}
	c.c.SetReadDeadline(time.Time{})
	return nil
}

func (c *client) subscribe(topic string, q byte) error {
	b := []byte{0, 1}
	b = str(b, topic)
	b = append(b, q)
	if err := c.write(packet(0x82, b)); err != nil {
		return err
	}
	var buf []byte
	for {
		h, body, err := c.readPacket(&buf)
		if err != nil {
			return err
		}
		if h>>4 == 9 {
			if body[len(body)-1] >= 0x80 {
				return fmt.Errorf("subscription to %s refused: %x", topic, body)
			}
			return nil
		}
	}
}

func (c *client) publish(topic string, body []byte, q byte) error {
	b := make([]byte, 0, len(topic)+len(body)+8)
	b = str(b, topic)
	if q > 0 {
		c.pidSeq++
		if c.pidSeq == 0 {
			c.pidSeq = 1
		}
		b = append(b, byte(c.pidSeq>>8), byte(c.pidSeq))
	}
	b = append(b, body...)
	return c.write(packet(0x30|q<<1, b))
}

// loop reads packets till the connection ends, acking what wants an ack.
func (c *client) loop() error {
	var buf []byte
	for {
		h, b, err := c.readPacket(&buf)
		if err != nil {
			return err
		}
		switch h >> 4 {
		case 3:
			q := h >> 1 & 3
			tl := int(b[0])<<8 | int(b[1])
			topic := b[2 : 2+tl]
			rest := b[2+tl:]
			if q > 0 {
				id := rest[:2]
				rest = rest[2:]
				if err := c.write([]byte{0x40, 2, id[0], id[1]}); err != nil {
					return err
				}
			}
			if c.onPub != nil {
				c.onPub(topic, rest)
			}
		case 4:
			c.acked.Add(1)
			if len(b) > 2 && b[2] >= 0x80 {
				c.nacks.Add(1)
			}
			if c.ackWait != nil {
				<-c.ackWait
			}
		}
	}
}
