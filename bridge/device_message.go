package bridge

import (
	"encoding/binary"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// deviceMessage is a publish on a device topic, on its way to those who have subscribed.
type deviceMessage struct {
	topic   string
	payload []byte
	qos     byte
	retain  bool
	forward []byte    // MQTT 5 properties that are passed on as they came
	expires time.Time // zero: never
	id      string    // by which links know it; empty: none does

	forms [2][3][2]frame // by MQTT 5 or not, QoS, retain; of the goroutine that carries it
}

const propExpiry = 0x02

// kept is the message as its topic retains it.
func (m *deviceMessage) kept(from chat.UserID, client string) chat.RetainedMessage {
	r := chat.RetainedMessage{Topic: m.topic, Payload: m.payload, QoS: m.qos, From: from, Client: client, Properties: m.forward}
	if !m.expires.IsZero() {
		r.Expires = m.expires.UnixMilli()
	}
	return r
}

// retained is a message as it comes from the store.
func retained(r *chat.RetainedMessage) *deviceMessage {
	m := &deviceMessage{topic: r.Topic, payload: r.Payload, qos: r.QoS, retain: true, forward: r.Properties}
	if r.Expires > 0 {
		m.expires = time.UnixMilli(r.Expires)
	}
	return m
}

// expired tells whether nobody is to get the message any more [MQTT5-3.3.2-5].
func (m *deviceMessage) expired(now time.Time) bool {
	return !m.expires.IsZero() && !now.Before(m.expires)
}

// share gives the frame for a session: the one of all who need no subscription identifiers, or one of its own. Only the
// goroutine that carries the message may call it.
func (m *deviceMessage) share(version, qos byte, retain bool, ids []int) frame {
	if len(ids) > 0 {
		return m.frame(version, qos, retain, ids)
	}
	five, kept := 0, 0
	if version >= 5 {
		five = 1
	}
	if retain {
		kept = 1
	}
	f := &m.forms[five][qos][kept]
	if f.packet == nil {
		*f = m.frame(version, qos, retain, nil)
	}
	return *f
}

// frame encodes the message for one session, with what is left of its time to live [MQTT5-3.3.2-6].
func (m *deviceMessage) frame(version, qos byte, retain bool, ids []int) frame {
	var props []byte
	if version >= 5 {
		props = make([]byte, 0, len(m.forward)+5+4*len(ids))
		if !m.expires.IsZero() {
			left := max(time.Until(m.expires), 0)
			props = binary.BigEndian.AppendUint32(append(props, propExpiry), uint32((left+time.Second-1)/time.Second))
		}
		props = append(props, m.forward...)
		for _, id := range ids {
			props = varint(append(props, propSubscription), id)
		}
	}
	f := publish(m.topic, m.payload, version, qos, props)
	if retain {
		f.packet[0] |= flagRetain
	}
	return f
}

// parcel is a message on its way to one session, with QoS 1 or 2.
type parcel struct {
	m        *deviceMessage
	qos      byte
	retain   bool
	ids      []int     // subscription identifiers
	share    string    // the shared subscription that chose the session
	filter   string    // and its filter
	until    time.Time // when it waits no longer; zero: for ever
	id       uint16    // packet id, once it has one
	order    uint64    // of sending
	sent     bool      // it may have come before
	received bool      // QoS 2: PUBREC has come
	seq      uint64    // its place in the queue on disk, 0: it is in memory alone
	marked   bool      // of those on disk, with QoS 2: so is the packet id
}

func (p *parcel) stale(now time.Time) bool {
	return p.id == 0 && (!p.until.IsZero() && now.After(p.until) || p.m.expired(now))
}
