package media

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"time"

	"github.com/hongyan-im/hongyan/chat"
)

// signature is how many bytes of the HMAC an address carries: 144 bits, 24 characters.
const signature = 18

// Sign signs the address of a file that may be loaded until expires, in milliseconds since 1970; 0: for ever.
func Sign(secret []byte, app chat.AppName, id string, expires int64) string {
	mac := hmac.New(sha256.New, secret)
	// The lengths keep an app and a file from being read as others. The first words keep this signature from being
	// one of anything else that is signed with the same secret.
	fmt.Fprintf(mac, "hongyan file address 1\n%d:%s%d:%s%d", len(app), app, len(id), id, expires)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:signature])
}

// Verify checks what Sign signed. CodeForbidden for a wrong signature and, with a text that says so, for an address
// that has expired. With an empty secret nothing is right.
func Verify(secret []byte, app chat.AppName, id string, expires int64, sig string, now time.Time) error {
	if len(secret) == 0 || !hmac.Equal([]byte(Sign(secret, app, id, expires)), []byte(sig)) {
		return chat.Errorf(chat.CodeForbidden, "the signature of this address is wrong").At("sig")
	}
	if expires != 0 && now.UnixMilli() >= expires {
		return chat.Errorf(chat.CodeForbidden, "this address has expired; ask for a new one").At("expires")
	}
	return nil
}

// Signer signs and verifies with each app's own secret.
type Signer struct {
	Secret func(chat.AppName) ([]byte, error)
}

// Sign signs as the function Sign does.
func (s Signer) Sign(app chat.AppName, id string, expires int64) (string, error) {
	secret, err := s.Secret(app)
	if err != nil {
		return "", fmt.Errorf("sign address: %w", err)
	}
	return Sign(secret, app, id, expires), nil
}

// Verify checks as the function Verify does.
func (s Signer) Verify(app chat.AppName, id string, expires int64, sig string, now time.Time) error {
	secret, err := s.Secret(app)
	if err != nil {
		return fmt.Errorf("verify address: %w", err)
	}
	return Verify(secret, app, id, expires, sig, now)
}
