package chat

import "context"

// SaveSession keeps an MQTT session for when its client returns.
func (s *Service) SaveSession(ctx context.Context, app AppName, user UserID, client string, session StoredSession) error {
	return s.exec(ctx, app, &saveSession{User: user, Client: client, Session: session}, 256+64*len(session.Subs))
}

// SubmitSession is SaveSession that returns at once; its outcome is of no consequence but a repeated delivery.
func (s *Service) SubmitSession(app AppName, user UserID, client string, session StoredSession) error {
	op := &saveSession{User: user, Client: client, Session: session}
	return s.log.Propose(&Proposal{Command: s.command(app, op), Size: 256 + 64*len(session.Subs)})
}

// DropSession forgets a kept session.
func (s *Service) DropSession(ctx context.Context, app AppName, user UserID, client string) error {
	return s.exec(ctx, app, &dropSession{User: user, Client: client}, 256)
}

// Session finds a kept session that has not expired.
func (s *Service) Session(app AppName, user UserID, client string) (session StoredSession, found bool, err error) {
	err = s.log.View(func(r Reader) error {
		found, err = getJSON(r, sessionKey(app, user, client), &session)
		return err
	})
	if session.Expires > 0 && session.Expires < s.now().UnixMilli() {
		return StoredSession{}, false, err
	}
	return session, found, err
}
