package chat

// Will is what a client leaves behind, kept from before its CONNACK until it is published or taken back: so it outlives
// the server.
type Will struct {
	ID         string   `json:"id"` // of the connection
	User       UserID   `json:"user"`
	Client     string   `json:"client"`
	Platform   Platform `json:"platform,omitempty"`
	Topic      string   `json:"topic"`
	Payload    []byte   `json:"payload,omitempty"`
	QoS        byte     `json:"qos,omitempty"`
	Retain     bool     `json:"retain,omitempty"`
	Properties []byte   `json:"properties,omitempty"` // that device topics pass on, as MQTT 5 encodes them
	Expiry     int64    `json:"expiry,omitempty"`     // ms that it lives once it is published; 0: for ever
	Delay      int64    `json:"delay,omitempty"`      // ms between the end of the connection and its publication
	Due        int64    `json:"due,omitempty"`        // ms, its time once the connection has ended; 0: it is open, or was when the server ended
}

func (w *Will) size() int { return 2*(len(w.Topic)+len(w.Payload)+len(w.Properties)) + 256 }

// A client may have several wills: of the connection that is open, and of earlier ones whose time has not come.
func willKey(a AppName, u UserID, id string) []byte { return key(a, "will", string(u), id) }

// keepWill keeps the will of a connection that is being made.
type keepWill struct {
	Will Will `json:"will"`
}

func (op *keepWill) apply(s *state) (any, error) {
	if _, err := s.user(op.Will.User, "user"); err != nil {
		return nil, err
	}
	return nil, s.setJSON(willKey(s.app, op.Will.User, op.Will.ID), op.Will)
}

// delayWill notes when a will is due whose connection has ended.
type delayWill struct {
	User UserID `json:"user"`
	ID   string `json:"id"`
	Due  int64  `json:"due"` // ms
}

func (op *delayWill) apply(s *state) (any, error) {
	var w Will
	if found, err := getJSON(s.tx, willKey(s.app, op.User, op.ID), &w); !found || err != nil {
		return nil, err
	}
	w.Due = op.Due
	return nil, s.setJSON(willKey(s.app, op.User, op.ID), w)
}

// dropWill takes a will back, or out to be carried; its value tells whether it was there.
type dropWill struct {
	User UserID `json:"user"`
	ID   string `json:"id"`
}

func (op *dropWill) apply(s *state) (any, error) {
	found, err := s.has(willKey(s.app, op.User, op.ID))
	if !found || err != nil {
		return false, err
	}
	return true, s.delete(willKey(s.app, op.User, op.ID))
}

// WillRef names a will.
type WillRef struct {
	User UserID `json:"user"`
	ID   string `json:"id"`
}

// publishWill sends a will to an address, if it is still there, and takes it away, so that it is published once whatever
// happens in between. One that may not be published is taken away all the same. Its value is a [WillPublished].
type publishWill struct {
	WillRef
	Message *sendMessage `json:"message,omitempty"`
}

// WillPublished tells what became of a will whose time had come.
type WillPublished struct {
	Done    bool  // published; false: refused, or it was not there any more
	Refused error // why it was refused
}

func (op *publishWill) apply(s *state) (any, error) {
	k := willKey(s.app, op.User, op.ID)
	if found, err := s.has(k); !found || err != nil {
		return WillPublished{}, err
	}
	_, err := op.Message.apply(s)
	refused := new(Error)
	if err != nil && (s.wrote || !asRefusal(err, &refused)) {
		return nil, err
	}
	return WillPublished{Done: err == nil, Refused: err}, s.delete(k)
}
