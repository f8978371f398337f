package bridge

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// Publish is a PUBLISH of a client.
type Publish struct {
	Topic       string
	Payload     []byte
	QoS         byte
	ID          uint16
	Retain      bool
	Response    string // MQTT 5 response topic
	Correlation []byte
	Forward     []byte          // MQTT 5 properties that device topics pass on, encoded
	Expiry      time.Duration   // MQTT 5; 0: none
	Received    func(id uint16) // called before a QoS 2 publish is answered with success
}

// Publish takes what a client published: it hands it to the service and returns; the answer follows in the order of
// arrival once the outcome is known. It blocks only while the client has too much waiting.
func (h *Hub) Publish(s *Session, p Publish) {
	h.counts.received.Add(1)
	var a *answer
	if p.QoS > 0 {
		if a = s.Expect(); a == nil {
			return
		}
	}
	if err := h.route(s, p, a); err != nil {
		h.refuse(s, p, a, "", chat.AsError(err))
		s.Link.Flush()
	}
}

// route finds what a publish means. An error means that a is still to be answered.
func (h *Hub) route(s *Session, p Publish, a *answer) error {
	if !strings.HasPrefix(p.Topic, "im/") {
		return h.publishDevice(s, p, a)
	}
	t, err := ParseTopic(p.Topic)
	if err != nil {
		return err
	}
	t.To.ID = s.Caller.ID(t.To.ID)
	if t.App != s.Caller.App {
		return chat.Errorf(chat.CodeForbidden, "the topic is of another app").At("topic")
	}
	if s.Caller.Guest() && t.Leaf != "request" {
		return chat.NeedsAccount().At("topic")
	}
	if p.Retain {
		return chat.Errorf(chat.CodeInvalid, "messages cannot be retained: the history keeps them").At("retain")
	}
	switch t.Leaf {
	case "request":
		return h.routeRequest(s, p, a, t)
	case "typing":
		if err := h.service.Typing(s.Caller, t.To, p.Payload); err != nil {
			return err
		}
		h.accept(s, p, a, nil)
		s.Link.Flush()
		return nil
	case "read":
		return h.routeMark(s, p, a, t, h.service.SubmitRead)
	case "delivered":
		return h.routeMark(s, p, a, t, h.service.SubmitDelivered)
	}
	return h.routeMessage(s, p, a, t)
}

func (h *Hub) routeMessage(s *Session, p Publish, a *answer, t Topic) error {
	d, err := chat.ParseDraft(t.To, p.Payload)
	if err != nil {
		return err
	}
	cid := d.CID // all that is needed of the draft later
	return h.service.Submit(s.Caller, s.Caller.FoldDraft(d), s, func(o *chat.Outcome) {
		if o.Err != nil {
			h.refuse(s, p, a, cid, chat.AsError(o.Err))
			s.Link.Flush() // a hook refuses outside of batches
			return
		}
		r, _ := o.Value.(chat.Receipt)
		if s.Version < 5 && cid != "" && s.wants(chat.KindUser, string(s.Caller.User))[leafEvent] > 0 {
			h.tellSent(s, t.To, cid, r)
		}
		h.accept(s, p, a, &r)
		if r.Seq == 0 {
			s.Link.Flush() // a message that a chatroom does without never was in a batch
		}
	})
}

// routeMark moves a mark: read or delivered up to a seq.
func (h *Hub) routeMark(s *Session, p Publish, a *answer, t Topic, submit func(chat.Caller, chat.Address, uint64, func(*chat.Outcome)) error) error {
	var body struct {
		Seq uint64 `json:"seq"`
	}
	if len(p.Payload) > 0 && json.Unmarshal(p.Payload, &body) != nil {
		return chat.Errorf(chat.CodeBadPayload, `the payload of read and delivered is {"seq":N}, or empty for all`)
	}
	return submit(s.Caller, t.To, body.Seq, func(o *chat.Outcome) {
		if o.Err != nil {
			h.refuse(s, p, a, "", chat.AsError(o.Err))
		} else {
			h.accept(s, p, a, nil)
		}
		s.Link.Flush()
	})
}

// accept answers a publish with success. Who calls it flushes.
func (h *Hub) accept(s *Session, p Publish, a *answer, r *chat.Receipt) {
	switch p.QoS {
	case 1:
		s.resolve(a, s.ack(packetPuback, p.ID, r, nil))
	case 2:
		h.received(s, p, false)
		s.resolve(a, s.ack(packetPubrec, p.ID, r, nil))
	}
}

// ack is the answer to a publish; without the reason string and the user properties where the client wants none or
// does not take so much [MQTT5-3.1.2-29] [MQTT5-3.4.2-2].
func (s *Session) ack(kind byte, id uint16, r *chat.Receipt, refusal *chat.Error) []byte {
	b := ack(kind, s.Version, id, r, refusal)
	if s.Version < 5 || !s.NoReasons && (s.MaxPacket == 0 || len(b) <= s.MaxPacket) {
		return b
	}
	reason := byte(0)
	if refusal != nil {
		reason = refusal.Reason()
	}
	return []byte{kind, 3, byte(id >> 8), byte(id), reason}
}

// refuse answers a publish with what is wrong. MQTT 3 has no word for it: there the publish is acknowledged and the
// refusal is an event in the sender's inbox; but what may work later is not acknowledged, and the connection closed,
// so that the client sends it again.
func (h *Hub) refuse(s *Session, p Publish, a *answer, cid string, e *chat.Error) {
	h.Refused("publish", e.Code)
	if s.Version < 5 || p.QoS == 0 {
		h.tellError(s, p, cid, e)
	}
	if p.QoS == 0 {
		return
	}
	if s.Version < 5 && (e.Temporary() || e.Class() == chat.ClassInternal) {
		s.resolve(a, nil)
		s.Link.CloseAfterFlush()
		return
	}
	kind := byte(packetPuback)
	if p.QoS == 2 {
		kind = packetPubrec
		if s.Version < 5 {
			h.received(s, p, false)
		}
	}
	s.resolve(a, s.ack(kind, p.ID, nil, e))
}

func (h *Hub) tellError(s *Session, p Publish, cid string, e *chat.Error) {
	payload, _ := json.Marshal(struct {
		*chat.Error
		Topic string `json:"topic"`
		CID   string `json:"cid,omitempty"`
	}{e, p.Topic, cid})
	s.inform(&frames{topic: s.address(leafError), payload: payload}, leafError)
}

func (h *Hub) tellSent(s *Session, to chat.Address, cid string, r chat.Receipt) {
	payload, _ := json.Marshal(struct {
		Event string       `json:"event"`
		CID   string       `json:"cid"`
		To    chat.Address `json:"to"`
		chat.Receipt
	}{"sent", cid, to, r})
	s.inform(&frames{topic: s.address(leafEvent), payload: payload}, leafEvent)
}

// requestTime bounds a request over the socket.
const requestTime = 30 * time.Second

// routeRequest runs a REST request in the background and publishes its answer [PROTOCOL 6].
func (h *Hub) routeRequest(s *Session, p Publish, a *answer, t Topic) error {
	if t.To != chat.UserAddress(s.Caller.User) {
		return chat.Errorf(chat.CodeForbidden, "requests go to your own inbox").At("topic")
	}
	p.Response = s.spell(p.Response)
	if p.Response != "" && !below(s.Caller.App, s.Caller.User, p.Response) {
		return chat.Errorf(chat.CodeForbidden, "the response topic must be in your own inbox").At("response_topic")
	}
	var r struct {
		ID     json.RawMessage `json:"id"`
		Method string          `json:"method"`
		Path   string          `json:"path"`
		Body   json.RawMessage `json:"body"`
	}
	if err := json.Unmarshal(p.Payload, &r); err != nil || r.Method == "" || r.Path == "" {
		return chat.Errorf(chat.CodeBadPayload, `a request is {"id":...,"method":"GET","path":"/v1/...","body":{...}}`)
	}
	s.mu.Lock()
	busy := s.requests >= requestsMost
	if !busy {
		s.requests++
	}
	s.mu.Unlock()
	if busy {
		e := chat.Errorf(chat.CodeRateLimited, "%d requests are running; wait for one to end", requestsMost)
		e.RetryAfter = 1
		return e
	}
	h.accept(s, p, a, nil)
	s.Link.Flush()
	h.safely(s, func() { h.runRequest(s, p, r.ID, r.Method, r.Path, r.Body) })
	return nil
}

func (h *Hub) runRequest(s *Session, p Publish, id json.RawMessage, method, path string, body []byte) {
	ctx, cancel := context.WithTimeout(chat.WithOrigin(context.Background(), s), requestTime)
	defer cancel()
	status, answer := h.request(ctx, s.Caller, method, path, body)
	if !json.Valid(answer) {
		answer = []byte("null")
	}
	payload, err := json.Marshal(struct {
		ID     json.RawMessage `json:"id,omitempty"`
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	}{id, status, answer})
	if err != nil {
		h.log.Error("encode a reply", "err", err)
		return
	}
	topic := p.Response
	if topic == "" {
		topic = s.address(leafReply)
	}
	var props []byte
	if s.Version >= 5 && len(p.Correlation) > 0 {
		props = text([]byte{propCorrelation}, string(p.Correlation))
	}
	s.reply(topic, payload, props, id)
	s.Link.Flush()
}

// reply publishes the answer to a request to who waits for it.
func (s *Session) reply(topic string, payload, props []byte, id json.RawMessage) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests--
	for _, b := range s.subs {
		if matches(b.match, topic) {
			f := publish(topic, payload, s.Version, b.QoS, props)
			if s.MaxPacket > 0 && len(f.packet) > s.MaxPacket {
				f = publish(topic, tooLargeReply(id, len(f.packet)), s.Version, b.QoS, props)
			}
			s.insist(f)
			return
		}
	}
}

// tooLargeReply stands for an answer that is larger than the packets that the client takes.
func tooLargeReply(id json.RawMessage, size int) []byte {
	e := chat.Errorf(chat.CodeTooLarge, "the answer has %d bytes, more than your Maximum Packet Size: ask for less at once", size)
	b, _ := json.Marshal(struct {
		ID     json.RawMessage `json:"id,omitempty"`
		Status int             `json:"status"`
		Body   *chat.Error     `json:"body"`
	}{id, e.Status(), e})
	return b
}
