package chat

import (
	"context"
	"encoding/json"
)

// KeepWill keeps the will of a connection that is being made, and gives it its id: once it returns, the will is on disk.
// When it fails the will may be there all the same: [Service.DropWill] takes it away.
func (s *Service) KeepWill(ctx context.Context, app AppName, w *Will) error {
	w.ID = s.newID()
	return s.exec(ctx, app, &keepWill{*w}, w.size())
}

// DelayWill notes that the connection of a will has ended, and when it is due, ms.
func (s *Service) DelayWill(app AppName, user UserID, id string, due int64) error {
	return s.log.Propose(&Proposal{Command: s.command(app, &delayWill{user, id, due}), Size: 256})
}

// DropWill takes a will away; done is told whether it was there.
func (s *Service) DropWill(app AppName, user UserID, id string, done func(was bool, err error)) error {
	return s.log.Propose(&Proposal{Command: s.command(app, &dropWill{user, id}), Size: 256, Done: func(o *Outcome) {
		was, _ := o.Value.(bool)
		done(was, o.Err)
	}})
}

// PublishWill sends a will to an address as [Service.Submit] does any message, and takes it away with the same command:
// it is stored once, whatever happens in between. done is called once that is on disk, or with an error when nothing has
// become of it, and it is still there. An error of PublishWill means that as well; done is not called then.
func (s *Service) PublishWill(c Caller, id string, d Draft, done func(WillPublished, error)) error {
	d.will = id
	return s.Submit(c, d, nil, func(o *Outcome) {
		if p, known := o.Value.(WillPublished); known || o.Err != nil {
			done(p, o.Err)
			return
		}
		done(WillPublished{}, Errorf(CodeRateLimited, "the chatroom does without it")) // it never became a command
	})
}

// Will reads a will by its id.
func (s *Service) Will(app AppName, user UserID, id string) (w Will, found bool, err error) {
	err = s.log.View(func(r Reader) error {
		found, err = getJSON(r, willKey(app, user, id), &w)
		return err
	})
	return w, found, err
}

// EachWill calls f with all wills of an app.
func (s *Service) EachWill(app AppName, f func(*Will)) error {
	return s.log.View(func(r Reader) (err error) {
		scanErr := r.Scan(prefix(app, "will"), nil, false, func(_, v []byte) bool {
			var w Will
			if err = json.Unmarshal(v, &w); err == nil {
				f(&w)
			}
			return err == nil
		})
		return orFirst(err, scanErr)
	})
}
