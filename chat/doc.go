// Package chat is the domain of Hongyan: apps, accounts, messages, groups and chatrooms, and who may do what.
//
// Every change is a [Command], applied by one deterministic state machine ([Apply]) on a small key-value
// transaction ([Tx]). What depends on the world (time, random ids, password hashes) is decided by [Service]
// before and travels in the command; what depends on the state (member? banned? which seq?) is decided when the
// command is applied. The same commands applied to an empty state give the same state.
//
// The package imports the standard library only. Storage, sockets and HTTP meet it through [Log], [Tx] and
// [Deliverer].
package chat
