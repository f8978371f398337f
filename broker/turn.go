package broker

import (
	"encoding/binary"
	"io"
	"net"
	"time"
)

// Of clients that are not let in so many at once are told why; what is more is closed without a word, and none is
// waited for longer.
const (
	turnedMost = 64
	turnedTime = 2 * time.Second
)

// turnAway tells a client of TCP that it is not let in, in the words of its version of MQTT, and closes.
func (l *Listener) turnAway(nc net.Conn, r Reason) {
	l.mu.Lock()
	room := !l.closing && len(l.turned) < turnedMost
	if room {
		l.turned[nc] = struct{}{}
	}
	l.mu.Unlock()
	if !room {
		_ = nc.Close()
		return
	}
	defer func() {
		_ = nc.Close()
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.turned, nc)
	}()
	_ = nc.SetDeadline(time.Now().Add(turnedTime))
	version := versionOf(nc)
	if version == 0 {
		return
	}
	if _, err := nc.Write(refuseConnect(version, refusals[r])); err != nil {
		return
	}
	if h, ok := nc.(interface{ CloseWrite() error }); ok { // as closeSocket: what is unread would overtake the answer
		_ = h.CloseWrite()
		_, _ = io.CopyN(io.Discard, nc, maxConnect)
	}
}

// versionOf reads as much of a CONNECT as names the version of MQTT; 0: it is none.
func versionOf(r io.Reader) byte {
	var b [16]byte // first byte, up to 4 of the length, 2 and 6 of the name (MQIsdp), 1 of the version
	n, header := 0, 0
	for {
		k, err := r.Read(b[n:])
		n += k
		if n > 0 && b[0] != 0x10 {
			return 0
		}
		if header == 0 {
			for i := 1; i < min(n, 5); i++ {
				if b[i]&0x80 == 0 {
					header = i + 1
					break
				}
			}
		}
		if header > 0 && n >= header+2 {
			name := int(binary.BigEndian.Uint16(b[header:]))
			at := header + 2 + name
			switch {
			case name != 4 && name != 6:
				return 0
			case n > at:
				return b[at]
			}
		}
		if err != nil || n == len(b) || header == 0 && n > 4 {
			return 0
		}
	}
}

// refuseConnect is a CONNACK that does not let in [MQTT5-3.2.2.2] [MQTT-3.2.2.3].
func refuseConnect(version byte, why refusal) []byte {
	if version < 5 {
		return []byte{0x20, 2, 0, 3} // server unavailable
	}
	n := len(why.text)
	b := []byte{0x20, byte(6 + n), 0, why.code, byte(3 + n), 0x1F} // the reason string
	return append(binary.BigEndian.AppendUint16(b, uint16(n)), why.text...)
}
