package streamlit

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// drawn are the ways in which people have secrets drawn.
var drawn = map[string]func(*rand.Rand) string{
	"openssl rand -hex 16":     func(r *rand.Rand) string { return hex.EncodeToString(random(r, 16)) },
	"openssl rand -hex 32":     func(r *rand.Rand) string { return hex.EncodeToString(random(r, 32)) },
	"openssl rand -base64 24":  func(r *rand.Rand) string { return base64.StdEncoding.EncodeToString(random(r, 24)) },
	"openssl rand -base64 32":  func(r *rand.Rand) string { return base64.StdEncoding.EncodeToString(random(r, 32)) },
	"secrets.token_urlsafe":    func(r *rand.Rand) string { return base64.RawURLEncoding.EncodeToString(random(r, 32)) },
	"secrets.token_urlsafe 16": func(r *rand.Rand) string { return base64.RawURLEncoding.EncodeToString(random(r, 16)) },
	"uuid4": func(r *rand.Rand) string {
		b := random(r, 16)
		b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
		return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
	},
	"uuid4().hex": func(r *rand.Rand) string { return hex.EncodeToString(random(r, 16)) },
	"pwgen -s 32": func(r *rand.Rand) string { return fromLetters(r, lettersAndDigits, 32) },
	"pwgen -sy 24": func(r *rand.Rand) string {
		return fromLetters(r, lettersAndDigits+"!\"#$%&'()*+,-./:;<=>?@[]^_{|}~", 24)
	},
	"base32":   func(r *rand.Rand) string { return fromLetters(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 32) },
	"digits":   func(r *rand.Rand) string { return fromLetters(r, "0123456789", 40) },
	"pwgen 32": func(r *rand.Rand) string { return pronounceable(r, 32) },
}

const lettersAndDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

func random(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.UintN(256))
	}
	return b
}

func fromLetters(r *rand.Rand, letters string, n int) string {
	var text strings.Builder
	for range n {
		text.WriteByte(letters[r.IntN(len(letters))])
	}
	return text.String()
}

// pronounceable draws as pwgen does without options: syllables, a capital in
// five, a digit behind three in ten.
func pronounceable(r *rand.Rand, n int) string {
	vowels, consonants := strings.Fields("a ae ah ai e ee ei i ie o oh oo u"), strings.Fields("b c ch d f g gh h j k l m n ng p ph qu r s sh t th v w x y z")
	text, vowel := "", r.IntN(2) == 0
	for len(text) < n {
		part := consonants[r.IntN(len(consonants))]
		if vowel {
			part = vowels[r.IntN(len(vowels))]
		}
		if r.IntN(10) < 2 {
			part = strings.ToUpper(part[:1]) + part[1:]
		}
		text += part
		vowel = !vowel
		if r.IntN(10) < 3 {
			text += fmt.Sprint(r.IntN(10))
		}
	}
	return text[:n]
}

// Nobody who has a secret drawn is told that it can be guessed.
func TestRandomSecretsAreNoneToGuess(t *testing.T) {
	t.Parallel()
	random, of := rand.New(rand.NewPCG(16, 8)), 1000
	asked, wrong := 0, 0
	for how, draw := range drawn {
		for range of {
			asked++
			if secret := draw(random); isGuessable(secret) || IsPlaceholder(secret) || Unfilled("client_secret", secret) {
				wrong++
				t.Errorf("%s: %s", how, secret)
			}
		}
	}
	t.Logf("figures: %d of %d random secrets of %d generators are taken for guessable", wrong, asked, len(drawn))
}

// phrases are how people write that a secret belongs here, without their marks
// and with them.
var phrases = []string{
	"a long random secret key", "change this secret in production", "sua chave secreta aleatoria bem longa", "votre clé secrète aléatoire et longue", "dein geheimer zufälliger schlüssel",
	"tu clave secreta aleatoria muy larga", "la tua chiave segreta casuale", "jouw willekeurige geheime sleutel", "din slumpmässiga hemliga nyckel", "twój losowy tajny klucz", "váš náhodný tajný klíč",
	"kunci rahasia acak yang panjang", "khóa bí mật ngẫu nhiên rất dài", "rastgele uzun gizli anahtar", "az ön véletlen titkos kulcsa", "ваш случайный секретный ключ", "το τυχαίο μυστικό κλειδί σας",
	"私の ランダムな 秘密の 鍵を ここに", "你的 随机 密钥 请在 这里 填写 一个", "무작위 비밀 키를 여기에 입력하세요", "المفتاح السري العشوائي الطويل", "आपकी यादृच्छिक गुप्त कुंजी",
}

// guessed draws what people write in place of a secret.
func guessed(r *rand.Rand) string {
	capitalise := func(words []string) []string {
		out := []string{words[0]}
		for _, word := range words[1:] {
			runes := []rune(word)
			out = append(out, strings.ToUpper(string(runes[:1]))+string(runes[1:]))
		}
		return out
	}
	const small, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	rows := []string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}
	columns := []string{"1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik"}
	switch r.IntN(12) {
	case 0:
		return strings.Join(strings.Fields(phrases[r.IntN(len(phrases))]), []string{" ", "-", "_", "."}[r.IntN(4)]) + []string{"", "-2024", "_1"}[r.IntN(3)]
	case 1:
		return strings.ToUpper(strings.Join(strings.Fields(phrases[r.IntN(len(phrases))]), "_"))
	case 2:
		return strings.Join(capitalise(strings.Fields(phrases[r.IntN(6)])), "")
	case 3: // an alphabet from anywhere, forwards or backwards
		at := r.IntN(26)
		text := small[at:] + small[:at] + digits
		if r.IntN(2) == 0 {
			runes := []rune(text)
			for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
				runes[i], runes[j] = runes[j], runes[i]
			}
			text = string(runes)
		}
		return text
	case 4: // two sequences, one in the other
		var text strings.Builder
		for i := range 16 {
			text.WriteByte(small[i])
			text.WriteByte(digits[i%10])
		}
		return text.String()
	case 5: // rows and columns of a keyboard
		r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		return strings.Join(rows, "") + digits[1:5]
	case 6:
		n := 4 + r.IntN(len(columns)-4)
		return strings.Join(columns[:n+1], "")
	case 7: // a short one again and again
		part := fromLetters(r, lettersAndDigits, 3+r.IntN(5))
		return strings.Repeat(part, 24/len(part)+2)
	case 8:
		return strings.Repeat(fromLetters(r, lettersAndDigits, 1+r.IntN(2)), 20)
	case 9: // numbers in order
		var text strings.Builder
		for i := range 12 {
			text.WriteString(strings.Repeat(digits[(i+1)%10:(i+1)%10+1], 2))
		}
		return text.String()
	case 10:
		return []string{
			"openssl rand -base64 48 > cookie.txt", "$(openssl rand -hex 32)", "openssl rand -hex 32", "head -c 32 /dev/urandom | base64", "python -c \"import secrets; print(secrets.token_hex(32))\"",
			"secrets.token_urlsafe(32)", "import secrets; secrets.token_urlsafe(32)", "uuid.uuid4().hex and no spaces", "<run openssl rand -hex 32>", "pwgen -s 32 1 | tee cookie",
		}[r.IntN(10)]
	}
	return strings.Repeat(digits+"abcdef", 2)[r.IntN(8):]
}

// Sequences, walks over the keyboard, repetitions, commands, and words of 22
// languages are guessed, whatever they say.
func TestWhatPeopleWriteIsGuessable(t *testing.T) {
	t.Parallel()
	random, of, told := rand.New(rand.NewPCG(16, 9)), 2000, 0
	seen := map[string]bool{}
	for range of {
		text := guessed(random)
		if seen[text] {
			continue
		}
		seen[text] = true
		if !isGuessable(text) && !IsPlaceholder(text) {
			t.Errorf("%q is taken for random", text)
			continue
		}
		told++
	}
	t.Logf("figures: %d of %d cookie secrets that people write are told apart from random ones", told, len(seen))
}

func TestGuessable(t *testing.T) {
	for text, want := range map[string]bool{
		"abcdefghijabcdefghijabcdefghij": true, "abcdefghijkabcdefghijkabcdefghijk": true, strings.Repeat("a1b2c3", 20): true, strings.Repeat("k3yJw8Qp", 4): true,
		"4f9d2c7b1a8e6035f0c4d7b92e1a8f63": false, "my-app-9f3c1e7ab2d84650c7e1": false, "žluťoučký-kůň-9f3c1e7ab2d84650c7e19f3a5b6d": false, "k3yJw8QpZr5TnVx2": false,
	} {
		if isGuessable(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}
