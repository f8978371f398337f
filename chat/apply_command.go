package chat

// mayCommand refuses a cmd for which there is no room among those whose answers are awaited.
func (op *sendMessage) mayCommand(s *state) error {
	if op.Device == nil || op.Device.Timeout == 0 {
		return nil
	}
	n, err := s.commandCount()
	if err == nil && n >= MaxCommands {
		err = Errorf(CodeRateLimited, "%d commands wait for the answers of devices, which is as many as may", n)
	}
	return err
}

// command has what is made of a cmd published, and its answer awaited.
func (op *sendMessage) command(s *state) error {
	if op.Device == nil {
		return nil
	}
	d := *op.Device
	if d.Timeout > 0 {
		d.Ends = s.at + d.Timeout
		if err := s.setJSON(commandKey(s.app, d.ID), d); err != nil {
			return err
		}
		if err := s.set(commandEndKey(s.app, d.Ends, d.ID), []byte{1}); err != nil {
			return err
		}
		if err := s.countCommands(1); err != nil {
			return err
		}
	}
	s.emit(&Commanded{App: s.app, DeviceCommand: d})
	return nil
}

func (s *state) commandCount() (n uint64, err error) {
	b, err := s.tx.Get(commandCountKey(s.app))
	if b != nil && err == nil {
		_, err = numbers(b, &n)
	}
	return n, err
}

func (s *state) countCommands(by int) error {
	n, err := s.commandCount()
	if err != nil {
		return err
	}
	return s.set(commandCountKey(s.app), appendNumbers(nil, uint64(max(0, int(n)+by))))
}

// endCommand takes a cmd from those whose answers are awaited.
func (s *state) endCommand(d *DeviceCommand) error {
	s.emit(&CommandEnded{App: s.app, Response: d.Response})
	for _, k := range [][]byte{commandKey(s.app, d.ID), commandEndKey(s.app, d.Ends, d.ID)} {
		if err := s.delete(k); err != nil {
			return err
		}
	}
	return s.countCommands(-1)
}

// tellSender tells who sent a cmd what became of it, if the user is still there.
func (s *state) tellSender(d *DeviceCommand, event any) error {
	if there, err := s.has(accountKey(s.app, d.From)); !there || err != nil {
		return err
	}
	return s.tell([]UserID{d.From}, event)
}

// commandAnswered tells that a device answered a cmd.
type commandAnswered struct {
	Event string `json:"event"`
	ID    string `json:"id"`
	To    UserID `json:"to"`
	By    UserID `json:"by"`
	Topic string `json:"topic"`
	Payload
}

// commandUnanswered tells that no device answered a cmd in time.
type commandUnanswered struct {
	Event string `json:"event"`
	ID    string `json:"id"`
	To    UserID `json:"to"`
	Topic string `json:"topic"`
}

// answerCommand takes a device's answer to a cmd. One that nobody waits for any more changes nothing; its value tells
// whether somebody did.
type answerCommand struct {
	ID      string `json:"id"`
	By      UserID `json:"by"`
	Payload []byte `json:"payload"`
}

func (op *answerCommand) apply(s *state) (any, error) {
	var d DeviceCommand
	found, err := getJSON(s.tx, commandKey(s.app, op.ID), &d)
	if !found || err != nil {
		return false, err
	}
	if err := s.endCommand(&d); err != nil {
		return false, err
	}
	return true, s.tellSender(&d, commandAnswered{"command.answered", d.ID, d.To, op.By, d.Topic, payloadOf(op.Payload)})
}

// expireCommands ends the waiting for answers that did not come in time, up to Most.
type expireCommands struct {
	Most int `json:"most"`
}

func (op *expireCommands) apply(s *state) (any, error) {
	var done Purged
	err := (&purge{Most: op.Most}).commands(s, &done)
	return done.More, err
}

// commands ends the waiting for answers whose time has run out.
func (op *purge) commands(s *state, done *Purged) error {
	from := prefix(s.app, "commandend")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool { return int64(lastNumber(k[:len(from)+8])) <= s.at })
	for _, k := range keys {
		if err != nil {
			return err
		}
		err = s.expireCommand(string(k[len(from)+9:]), k)
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

func (s *state) expireCommand(id string, end []byte) error {
	var d DeviceCommand
	found, err := getJSON(s.tx, commandKey(s.app, id), &d)
	switch {
	case err != nil:
		return err
	case !found:
		return s.delete(end)
	}
	if err := s.endCommand(&d); err != nil {
		return err
	}
	return s.tellSender(&d, commandUnanswered{"command.unanswered", d.ID, d.To, d.Topic})
}
