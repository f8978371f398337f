package chat

// The change feed says, position by position, what changed where. Consumers beside the message path (search, webhooks)
// read it in order; positions also order what a user has seen.

// feedBlock is how many positions one record of the feed holds. The newest ones are in the open block, which also tells
// the last position; when it is full it gets a key of its own.
const feedBlock = 16

// Kinds of entries of the feed.
const (
	feedMessage = 'm' // a message: conversation, seq
	feedRead    = 'r' // somebody read a conversation up to seq
)

// feed appends an entry and gives its position.
func (s *state) feed(kind byte, conv Conversation, seq uint64) (pos uint64, err error) {
	open, err := s.tx.Get(openFeedKey(s.app))
	if err != nil {
		return 0, err
	}
	var entries []byte
	if open != nil {
		if entries, err = numbers(open, &pos); err != nil {
			return 0, err
		}
		if pos%feedBlock == 0 {
			if err := s.set(feedKey(s.app, pos), entries); err != nil {
				return 0, err
			}
			entries = nil
		}
	}
	pos++
	block := make([]byte, 0, len(entries)+len(conv)+24)
	block = append(appendNumbers(block, pos), entries...)
	block = appendNumbers(append(block, kind), seq, uint64(len(conv)))
	return pos, s.set(openFeedKey(s.app), append(block, conv...))
}

// feedPos is the last position of an app's feed.
func feedPos(r Reader, app AppName) (pos uint64, err error) {
	b, err := r.Get(openFeedKey(app))
	if b == nil || err != nil {
		return 0, err
	}
	_, err = numbers(b, &pos)
	return pos, err
}

// feedKey is the key of the full block that ends with pos.
func feedKey(a AppName, pos uint64) []byte { return withNumber(key(a, "feed"), pos/feedBlock-1) }
