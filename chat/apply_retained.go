package chat

// setRetained keeps a message for who subscribes to its topic later, in the place of the one that was there
// [MQTT5-3.3.1-5]; an empty one takes that away [MQTT5-3.3.1-6].
type setRetained struct {
	Topic      string `json:"topic"`
	Payload    []byte `json:"payload,omitempty"`
	QoS        byte   `json:"qos"`
	From       UserID `json:"from"`
	Client     string `json:"client,omitempty"`
	Expires    int64  `json:"expires,omitempty"` // ms
	Properties []byte `json:"properties,omitempty"`
}

func (op *setRetained) apply(s *state) (any, error) {
	old, err := s.retained(op.Topic)
	if err != nil {
		return nil, err
	}
	if len(op.Payload) == 0 {
		return nil, s.forgetRetained(old)
	}
	use, err := getUse(s.tx, retainedUseKey(s.app), RetainedUse{})
	if err != nil {
		return nil, err
	}
	m := RetainedMessage{op.Topic, op.Payload, op.QoS, op.From, op.Client, s.at, op.Expires, op.Properties}
	after := RetainedUse{use.Count + 1, use.Bytes + m.size()}
	if use.Count == 0 {
		s.emit(&gained{appRarity{s.app, retainedTopics}})
	}
	if old != nil {
		after = RetainedUse{use.Count, after.Bytes - old.size()}
	}
	if err := s.mayRetain(use, after); err != nil {
		return nil, err
	}
	if err := s.changeEnd(op.Topic, old, m.Expires); err != nil {
		return nil, err
	}
	if err := s.setUse(retainedUseKey(s.app), after); err != nil {
		return nil, err
	}
	return nil, s.set(retainedKey(s.app, op.Topic), m.encode())
}

// retained reads what a topic retains; nil: nothing.
func (s *state) retained(topic string) (*RetainedMessage, error) {
	b, err := s.tx.Get(retainedKey(s.app, topic))
	if b == nil || err != nil {
		return nil, err
	}
	m, err := decodeRetained(topic, b)
	return &m, err
}

// mayRetain refuses what is more than the app may retain. What takes no more than before is let in, when there is too
// much already.
func (s *state) mayRetain(before, after RetainedUse) error {
	most, err := retainedMost(s.tx, s.app)
	switch {
	case err != nil:
		return err
	case after.Count > most.Count && after.Count > before.Count:
		return Errorf(CodeRetainedFull, "the app may retain %d messages, and has them", most.Count).At("retain")
	case after.Bytes > most.Bytes && after.Bytes > before.Bytes:
		return Errorf(CodeRetainedFull, "the app may retain %d bytes, and has %d", most.Bytes, before.Bytes).At("retain")
	}
	return nil
}

// changeEnd notes when what a topic retains runs out, in the place of when the old one did.
func (s *state) changeEnd(topic string, old *RetainedMessage, expires int64) error {
	if old != nil && old.Expires > 0 && old.Expires != expires {
		if err := s.delete(retainedEndKey(s.app, old.Expires, topic)); err != nil {
			return err
		}
	}
	if expires <= 0 {
		return nil
	}
	return s.set(retainedEndKey(s.app, expires, topic), []byte{1})
}

// forgetRetained takes a message away, and from what the app uses; nil is none.
func (s *state) forgetRetained(m *RetainedMessage) error {
	if m == nil {
		return nil
	}
	use, err := getUse(s.tx, retainedUseKey(s.app), RetainedUse{})
	if err != nil {
		return err
	}
	use = RetainedUse{use.Count - 1, use.Bytes - m.size()}
	if err := s.changeEnd(m.Topic, m, 0); err != nil {
		return err
	}
	if err := s.setUse(retainedUseKey(s.app), use); err != nil {
		return err
	}
	return s.delete(retainedKey(s.app, m.Topic))
}

// dropRetained takes away what topics retain; its value tells how many retained something.
type dropRetained struct {
	Topics []string `json:"topics"`
}

func (op *dropRetained) apply(s *state) (any, error) {
	n := 0
	for _, topic := range op.Topics {
		m, err := s.retained(topic)
		if err == nil {
			err = s.forgetRetained(m)
		}
		if err != nil {
			return nil, err
		}
		if m != nil {
			n++
		}
	}
	return n, nil
}

// retained takes away the retained messages whose time has run out.
func (op *purge) retained(s *state, done *Purged) error {
	from := prefix(s.app, "retainedend")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool { return int64(lastNumber(k[:len(from)+8])) <= s.at })
	for _, k := range keys {
		if err != nil {
			return err
		}
		err = s.expireRetained(unlevelled(k[len(from)+9:]), k)
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

func (s *state) expireRetained(topic string, end []byte) error {
	m, err := s.retained(topic)
	switch {
	case err != nil:
		return err
	case m == nil || !m.Expired(s.at):
		return s.delete(end)
	}
	return s.forgetRetained(m)
}
