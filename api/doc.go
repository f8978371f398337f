// Package api is the REST interface of Hongyan: every request is authenticated, validated against the OpenAPI 3.1
// document that it is described by, and handed to [chat.Service]. The same handlers answer requests that come over
// MQTT ([API.Do]).
//
// All errors are RFC 9457 problems with a stable code ([Problem]). routes.go shows all routes; each resource has a
// file of its own.
package api
