//go:build e2e

package e2e

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	wire "encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

// websocket is the part of RFC 6455 that a browser needs to talk to Streamlit:
// binary messages, no extensions.
type websocket struct {
	conn   net.Conn
	reader *bufio.Reader
}

// dialWebsocket opens a websocket at a port of this machine, with the headers a
// browser would send.
func dialWebsocket(port, path string, header http.Header) (*websocket, error) {
	conn, err := net.DialTimeout("tcp", "localhost:"+port, 5*time.Second)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	key := make([]byte, 16)
	rand.Read(key)
	request, err := http.NewRequest(http.MethodGet, "http://localhost:"+port+path, nil)
	if err != nil {
		conn.Close()
		return nil, err
	}
	request.Header = header
	if host := header.Get("Host"); host != "" {
		request.Host = host
		header.Del("Host")
	}
	header.Set("Connection", "Upgrade")
	header.Set("Upgrade", "websocket")
	header.Set("Sec-WebSocket-Version", "13")
	header.Set("Sec-WebSocket-Key", base64.StdEncoding.EncodeToString(key))
	if err := request.Write(conn); err != nil {
		conn.Close()
		return nil, err
	}
	reader := bufio.NewReader(conn)
	response, err := http.ReadResponse(reader, request)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errors.New("the websocket never answers")
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		conn.Close()
		return nil, fmt.Errorf("the websocket answers %s", response.Status)
	}
	return &websocket{conn, reader}, nil
}

func (w *websocket) close() { w.conn.Close() }

const (
	binaryFrame = 0x82
	pongFrame   = 0x8a
)

// send sends one binary message.
func (w *websocket) send(message []byte) error { return w.sendFrame(binaryFrame, message) }

func (w *websocket) sendFrame(kind byte, message []byte) error {
	frame := []byte{kind}
	switch n := len(message); {
	case n < 126:
		frame = append(frame, 0x80|byte(n))
	case n < 1<<16:
		frame = wire.BigEndian.AppendUint16(append(frame, 0x80|126), uint16(n))
	default:
		return errors.New("the message is too long")
	}
	mask := [4]byte{}
	rand.Read(mask[:])
	frame = append(frame, mask[:]...)
	for i, b := range message {
		frame = append(frame, b^mask[i%4])
	}
	_, err := w.conn.Write(frame)
	return err
}

// receive returns the next binary message.
func (w *websocket) receive() ([]byte, error) {
	var message []byte
	for {
		var head [2]byte
		if _, err := io.ReadFull(w.reader, head[:]); err != nil {
			return nil, err
		}
		n := uint64(head[1] & 0x7f)
		switch n {
		case 126:
			var long [2]byte
			if _, err := io.ReadFull(w.reader, long[:]); err != nil {
				return nil, err
			}
			n = uint64(wire.BigEndian.Uint16(long[:]))
		case 127:
			var long [8]byte
			if _, err := io.ReadFull(w.reader, long[:]); err != nil {
				return nil, err
			}
			n = wire.BigEndian.Uint64(long[:])
		}
		if n > 1<<24 {
			return nil, errors.New("the frame is too long")
		}
		payload := make([]byte, n)
		if _, err := io.ReadFull(w.reader, payload); err != nil {
			return nil, err
		}
		switch head[0] & 0x0f {
		case 0, 1, 2:
			message = append(message, payload...)
			if head[0]&0x80 != 0 {
				return message, nil
			}
		case 8:
			return nil, io.EOF
		case 9: // Tornado hangs up on who does not answer within a second
			if err := w.sendFrame(pongFrame, payload); err != nil {
				return nil, err
			}
		}
	}
}

// field is one field of a protocol buffer message; number or bytes.
type field struct {
	id     uint64
	number uint64
	bytes  []byte
}

// fields cuts a protocol buffer message into its fields.
func fields(message []byte) []field {
	var all []field
	for len(message) > 0 {
		tag, n := wire.Uvarint(message)
		if n <= 0 {
			return all
		}
		message = message[n:]
		f := field{id: tag >> 3}
		switch tag & 7 {
		case 0:
			if f.number, n = wire.Uvarint(message); n <= 0 {
				return all
			}
			message = message[n:]
		case 1:
			message = message[min(8, len(message)):]
		case 5:
			message = message[min(4, len(message)):]
		case 2:
			length, n := wire.Uvarint(message)
			if n <= 0 || uint64(len(message)-n) < length {
				return all
			}
			f.bytes, message = message[n:n+int(length)], message[n+int(length):]
		default:
			return all
		}
		all = append(all, f)
	}
	return all
}

// sub is the last field of that number, as bytes.
func sub(message []byte, id uint64) ([]byte, bool) {
	var last []byte
	found := false
	for _, f := range fields(message) {
		if f.id == id {
			last, found = f.bytes, true
		}
	}
	return last, found
}

// encoded is a field that holds bytes.
func encoded(id uint64, bytes []byte) []byte {
	head := wire.AppendUvarint(nil, id<<3|2)
	return append(wire.AppendUvarint(head, uint64(len(bytes))), bytes...)
}
