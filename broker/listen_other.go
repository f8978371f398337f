//go:build !linux

package broker

import "net"

var listenConfig net.ListenConfig // the package net sets what connections need
