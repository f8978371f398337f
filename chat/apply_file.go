package chat

import "slices"

// addFile makes an uploaded file known.
type addFile struct {
	File File `json:"file"`
}

func (op *addFile) apply(s *state) (any, error) {
	f := op.File
	f.Created = s.at
	if f.Owner != "" {
		if _, err := s.user(f.Owner, "from"); err != nil {
			return nil, err
		}
	}
	if err := s.setJSON(fileKey(s.app, f.ID), f); err != nil {
		return nil, err
	}
	for _, h := range f.hashes() {
		if err := s.set(hashKey(s.app, h, f.ID), []byte{1}); err != nil {
			return nil, err
		}
	}
	return f, s.set(orphanKey(s.app, f.Created, f.ID), []byte{1})
}

func (f File) hashes() []string {
	if f.Thumb == nil || f.Thumb.Hash == f.Hash {
		return []string{f.Hash}
	}
	return []string{f.Hash, f.Thumb.Hash}
}

func getFile(r Reader, app AppName, id string) (File, error) {
	var f File
	ok, err := getJSON(r, fileKey(app, id), &f)
	if err == nil && !ok {
		err = Errorf(CodeNoFile, "there is no file %q", clip(id)).At("file")
	}
	return f, err
}

// mayReadFile tells whether a user uploaded the file or takes part in a conversation where a message names it.
func mayReadFile(r Reader, app AppName, f File, u UserID) (may bool, err error) {
	if f.Owner == u {
		return true, nil
	}
	from := prefix(app, "fileuse", f.ID)
	scanErr := r.Scan(from, nil, false, func(k, _ []byte) bool {
		conv := Conversation(k[len(from):])
		if conv.Kind() == KindRoom {
			may = true
			return false
		}
		v, e := getView(r, app, u, conv.readers())
		may, err = v.member(), e
		return !may && err == nil
	})
	return may, orFirst(scanErr, err)
}

// removeFile forgets a file; its value lists the hashes that nothing of this app refers to any more.
type removeFile struct {
	ID    string `json:"id"`
	User  UserID `json:"user,omitempty"`
	Admin bool   `json:"admin,omitempty"`
}

func (op *removeFile) apply(s *state) (any, error) {
	f, err := getFile(s.tx, s.app, op.ID)
	if err != nil {
		return nil, err
	}
	if !op.Admin && f.Owner != op.User {
		return nil, Errorf(CodeForbidden, "only who uploaded a file may remove it")
	}
	if err := s.unshareAll(f.ID); err != nil {
		return nil, err
	}
	return s.dropFile(f)
}

func (s *state) dropFile(f File) ([]string, error) {
	keys := [][]byte{fileKey(s.app, f.ID), orphanKey(s.app, f.Created, f.ID)}
	for _, h := range f.hashes() {
		keys = append(keys, hashKey(s.app, h, f.ID))
	}
	for _, k := range keys {
		if err := s.delete(k); err != nil {
			return nil, err
		}
	}
	return f.hashes(), nil
}

// mayAttach checks the file that a message names.
func (op *sendMessage) mayAttach(s *state) error {
	id := fileNamed(op.Type, op.Body)
	if id == "" {
		return nil
	}
	f, err := getFile(s.tx, s.app, id)
	if e, ok := err.(*Error); ok {
		return e.At("body.file")
	}
	if err != nil || op.Admin {
		return err
	}
	may, err := mayReadFile(s.tx, s.app, f, op.From)
	if err == nil && !may {
		err = Errorf(CodeNoFile, "there is no file %q", clip(id)).At("body.file") // as if it were not there
	}
	return err
}

// attach notes that a conversation names a file: who reads it may load it, and it is no orphan.
func (op *sendMessage) attach(s *state, conv Conversation) error {
	id := fileNamed(op.Type, op.Body)
	if id == "" {
		return nil
	}
	f, err := getFile(s.tx, s.app, id)
	if err != nil {
		return err
	}
	return s.use(f, conv)
}

// mayPass tells whether the sender may pass a file on.
func (op *sendMessage) mayPass(s *state) func(File) (bool, error) {
	return func(f File) (bool, error) {
		if op.Admin {
			return true, nil
		}
		return mayReadFile(s.tx, s.app, f, op.From)
	}
}

// use notes that one more message of a conversation names a file.
func (s *state) use(f File, conv Conversation) error {
	if err := s.delete(orphanKey(s.app, f.Created, f.ID)); err != nil {
		return err
	}
	uses, err := s.fileUses(f.ID, conv)
	if err != nil {
		return err
	}
	return s.set(fileUseKey(s.app, f.ID, conv), appendNumbers(nil, uses+1))
}

// fileUses counts the messages of a conversation that name a file.
func (s *state) fileUses(id string, conv Conversation) (n uint64, err error) {
	b, err := s.tx.Get(fileUseKey(s.app, id, conv))
	if b == nil || err != nil {
		return 0, err
	}
	_, err = numbers(b, &n)
	return n, err
}

// detach notes that a message which named a file is gone. A file that no message names any more becomes an orphan.
func (s *state) detach(id string, conv Conversation) error {
	uses, err := s.fileUses(id, conv)
	if err != nil || uses == 0 {
		return err
	}
	if uses > 1 {
		return s.set(fileUseKey(s.app, id, conv), appendNumbers(nil, uses-1))
	}
	return s.unuse(id, conv)
}

// HashUsed tells whether any file of any app has this content hash.
func HashUsed(r Reader, hash string) (used bool, err error) {
	scanErr := r.Scan([]byte("/app/"), nil, false, func(k, _ []byte) bool {
		err = r.Scan(prefix(AppName(lastPart(k)), "hash", hash), nil, false, func(_, _ []byte) bool {
			used = true
			return false
		})
		return err == nil && !used
	})
	return used, orFirst(scanErr, err)
}

// purge removes what has run out, up to Most records of each sort.
type purge struct {
	Most int `json:"most"`
}

// Purged is what a purge did.
type Purged struct {
	Hashes []string // contents that may be without a file now
	More   bool     // there is more to purge
}

func (op *purge) apply(s *state) (any, error) {
	var done Purged
	for _, part := range []func(*state, *Purged) error{op.events, op.contents, op.tokens, op.sessions, op.orphans, op.dismissed, op.audits, op.letters, op.watches, op.reports, op.retained, op.bans, op.commands, op.links} {
		if err := part(s, &done); err != nil {
			return nil, err
		}
	}
	return done, nil
}

// expired collects up to Most keys below a prefix that over says have run out. It looks at the first Most only when
// the keys are in the order of their time.
func (op *purge) expired(s *state, prefix []byte, ordered bool, over func(k, v []byte) bool) (keys [][]byte, err error) {
	err = s.tx.Scan(prefix, nil, false, func(k, v []byte) bool {
		gone := over(k, v)
		if gone {
			keys = append(keys, slices.Clone(k))
		}
		return len(keys) < op.Most && (gone || !ordered)
	})
	return keys, err
}

func (op *purge) deleteExpired(s *state, done *Purged, prefix []byte, ordered bool, over func(k, v []byte) bool) error {
	keys, err := op.expired(s, prefix, ordered, over)
	for _, k := range keys {
		if err == nil {
			err = s.delete(k)
		}
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

func (op *purge) tokens(s *state, done *Purged) error {
	return op.deleteExpired(s, done, prefix(s.app, string(revokedTokens)), false, func(_, v []byte) bool {
		var expires uint64
		_, err := numbers(v, &expires)
		return err == nil && expires > 0 && int64(expires) < s.at
	})
}

// sessions removes those that have run out; what is in their queues goes by itself.
func (op *purge) sessions(s *state, done *Purged) error {
	from := prefix(s.app, string(keptSessions))
	var born []uint64
	keys, err := op.expired(s, from, false, func(_, v []byte) bool {
		session, err := decodeSession(v)
		gone := err == nil && session.ended(s.at)
		if gone {
			born = append(born, session.Born)
		}
		return gone
	})
	for i, k := range keys {
		if n := sessionName(string(k[len(from):])); err == nil {
			_, err = s.removeSession(QueueOwner{n.User, n.Client, born[i]})
		}
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

func (op *purge) orphans(s *state, done *Purged) error {
	from := prefix(s.app, "orphan")
	keys, err := op.expired(s, from, true, func(k, _ []byte) bool {
		return int64(lastNumber(k[:len(from)+8])) < s.at-FileOrphanMS
	})
	for _, k := range keys {
		if err != nil {
			return err
		}
		var f File
		if f, err = getFile(s.tx, s.app, lastPart(k)); err != nil {
			return err
		}
		var hashes []string
		hashes, err = s.dropFile(f)
		done.Hashes = append(done.Hashes, hashes...)
	}
	done.More = done.More || len(keys) == op.Most
	return err
}

// dismissed removes what is left of groups and threads that are gone.
func (op *purge) dismissed(s *state, done *Purged) error {
	for left := op.Most; left > 0; {
		n, err := s.clearDismissed(left)
		if err != nil || n == 0 {
			return err
		}
		left -= n
		done.More = true // of what they shared, too
	}
	return nil
}

// clearDismissed removes up to most records of one group or thread that is gone, and counts them; 0: there is none. A
// group's threads go before its members.
func (s *state) clearDismissed(most int) (n int, err error) {
	var g Group
	err = s.tx.Scan(prefix(s.app, "dismissed"), nil, false, func(k, above []byte) bool {
		g.ID = GroupID(lastPart(k))
		if len(above) > 1 {
			g.ThreadOf = &ThreadOf{Group: GroupID(above[1:])}
		}
		return false
	})
	if err != nil || g.ID == "" {
		return 0, err
	}
	if n, err = s.dismissThreads(g.ID, most); n == most || err != nil {
		return n, err
	}
	h, err := getHead(s.tx, s.app, Conversation(GroupAddress(g.ID).String()))
	if err != nil {
		return n, err
	}
	members, err := (&purge{Most: most - n}).expired(s, prefix(s.app, "member", string(g.ID)), true, func(_, _ []byte) bool { return true })
	for _, k := range members {
		if err == nil {
			err = s.leave(&g, UserID(lastPart(k)), h)
		}
	}
	if n += len(members); err != nil || n == most {
		return n, err
	}
	if more, err := s.dismantle(g.ID, most-n); more || err != nil {
		return most, err
	}
	return n + 1, s.delete(key(s.app, "dismissed", string(g.ID)))
}
