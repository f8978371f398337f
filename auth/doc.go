// Package auth proves who calls: by a signed token (JWT), a Tencent UserSig, a dynamic token of Easemob, the account's
// password or one that the app's own server knows, an app's key or the server's key.
//
// What is unguessable (tokens, UserSigs, generated keys) is verified first and never delayed. What could be guessed
// (passwords, a server key that the operator made up) meets a growing delay after wrong attempts, before any hash is
// computed. No secret appears in an error.
package auth
