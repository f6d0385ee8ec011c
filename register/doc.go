// Package register is the registration at the provider: what it has to be, and
// the request for it that an administrator can carry out.
//
// A request is plain values; each format writes them as its own reader quotes
// them. It holds no secret, and asks nothing of the network.
package register
