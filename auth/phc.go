package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
)

// What a stored hash may ask for: imported ones come from elsewhere, and must not exhaust the machine.
const (
	maxHashMemory  = 256 << 10 // KiB
	maxHashTime    = 16
	maxHashThreads = 16
)

// cost is what computing a hash takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// phc is a password hash: $argon2id$v=19$m=19456,t=2,p=1$SALT$HASH.
type phc struct {
	cost
	salt, hash []byte
}

var errPHC = errors.New("the stored password hash is no argon2id hash within the limits")

// unpadded is the PHC string format's base64.
var unpadded = base64.RawStdEncoding.Strict()

// parsePHC reads a stored hash.
func parsePHC(s string) (h phc, err error) {
	parts := strings.Split(s, "$")
	if len(s) > 512 || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != "v=19" {
		return h, errPHC
	}
	if h.cost, err = parseCost(parts[3]); err != nil {
		return h, err
	}
	var saltErr, hashErr error
	h.salt, saltErr = unpadded.DecodeString(parts[4])
	h.hash, hashErr = unpadded.DecodeString(parts[5])
	if saltErr != nil || hashErr != nil || len(h.salt) < 8 || len(h.salt) > 64 || len(h.hash) < 16 || len(h.hash) > 64 {
		return h, errPHC
	}
	return h, nil
}

// parseCost reads m=19456,t=2,p=1.
func parseCost(s string) (cost, error) {
	params := strings.Split(s, ",")
	if len(params) != 3 {
		return cost{}, errPHC
	}
	var n [3]uint64
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(params[i], name)
		v, err := strconv.ParseUint(digits, 10, 32)
		if !ok || err != nil {
			return cost{}, errPHC
		}
		n[i] = v
	}
	if n[0] > maxHashMemory || n[1] > maxHashTime || n[2] > maxHashThreads || n[1] < 1 || n[2] < 1 || n[0] < 8*n[2] {
		return cost{}, errPHC
	}
	return cost{memory: uint32(n[0]), time: uint32(n[1]), threads: uint8(n[2])}, nil
}

// String gives the hash in the form in which it is stored.
func (h phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.time, h.threads,
		unpadded.EncodeToString(h.salt), unpadded.EncodeToString(h.hash))
}

// fits tells whether the hash is that of the password. It costs what the hash asks for.
func (h phc) fits(password string) bool {
	got := argon2.IDKey([]byte(password), h.salt, h.time, h.memory, h.threads, uint32(len(h.hash)))
	return subtle.ConstantTimeCompare(got, h.hash) == 1
}

// newPHC hashes a password.
func newPHC(password string, c cost) phc {
	h := phc{cost: c, salt: make([]byte, 16)}
	_, _ = rand.Read(h.salt) // never fails
	h.hash = argon2.IDKey([]byte(password), h.salt, c.time, c.memory, c.threads, 32)
	return h
}

// nobody is the hash of no password, for users that are not there: verifying it costs as much as any.
func nobody(c cost) phc {
	return phc{cost: c, salt: make([]byte, 16), hash: make([]byte, 32)}
}
