package chat

import "encoding/json"

// expireMost is how many commands one command ends the waiting for.
const expireMost = 100

// SubmitAnswer hands in what a device answered to a cmd, and returns at once; done is called once it is on disk.
func (s *Service) SubmitAnswer(app AppName, id string, by UserID, payload []byte, done func(*Outcome)) error {
	if len(payload) > MaxMessage {
		return Errorf(CodeTooLarge, "the answer has %d bytes, %d are allowed", len(payload), MaxMessage)
	}
	return s.log.Propose(&Proposal{Command: s.command(app, &answerCommand{id, by, payload}), Size: 2*len(payload) + 512, Done: done})
}

// ExpireCommands ends the waiting for answers that did not come in time; the senders are told.
func (s *Service) ExpireCommands(app AppName) error {
	return s.log.Propose(&Proposal{Command: s.command(app, &expireCommands{expireMost}), Size: expireMost * 512, Done: func(o *Outcome) {
		if more, _ := o.Value.(bool); more {
			if err := s.ExpireCommands(app); err != nil {
				s.slog.Debug("commands are ended later", "app", app, "err", err)
			}
		}
	}})
}

// AwaitedCommands lists the commands of an app whose answers are awaited.
func (s *Service) AwaitedCommands(app AppName) ([]DeviceCommand, error) {
	return view1(s, func(r Reader) (all []DeviceCommand, err error) {
		scanErr := r.Scan(prefix(app, "command"), nil, false, func(_, v []byte) bool {
			var d DeviceCommand
			if err = json.Unmarshal(v, &d); err == nil {
				all = append(all, d)
			}
			return err == nil
		})
		return all, orFirst(scanErr, err)
	})
}
