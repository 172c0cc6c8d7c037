package teams

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// skew is how far Microsoft's clock may be from ours.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
const skew = 5 * time.Minute

// longestToken is more than Microsoft's tokens have, in bytes.
const longestToken = 16 << 10

// teamsChannel is what the Bot Framework calls Teams. Other channels, such as Web Chat, which every new Azure Bot has, let
// people choose who they are.
const teamsChannel = "msteams"

var (
	errUnsigned  = errors.New("it carries no token")
	errForged    = errors.New("its token is not good")
	errNoService = errors.New("it names no service URL")
	// errCritical refuses a token whose meaning hangs on something that we do not know, as every reader of one must.
	// https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11
	errCritical = errors.New("it is to be read in a way that is not known here")
	errOutside  = errors.New("its tenant is not allowed")
)

// judge says whether an activity comes from Teams, was meant for us, and from a tenant that may talk to us. There is no way
// to have it believe everything: without an app id it believes nothing.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot
type judge struct {
	Config
	keys   *keyring
	claims *jwt.Validator
	parser *jwt.Parser
}

// newJudge is a judge that gets Microsoft's keys with a client, which must follow no redirects.
func newJudge(c Config, client *http.Client) *judge {
	rules := []jwt.ParserOption{
		jwt.WithValidMethods([]string{"RS256"}), jwt.WithStrictDecoding(),
		jwt.WithIssuer(c.Cloud.Issuer), jwt.WithAudience(c.AppID),
		jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithLeeway(skew), jwt.WithTimeFunc(c.Now),
	}
	return &judge{
		Config: c,
		keys:   &keyring{cloud: c.Cloud, http: client, now: c.Now, log: c.Log},
		claims: jwt.NewValidator(rules...),
		parser: jwt.NewParser(rules...),
	}
}

// assertion is what Microsoft says in a token, and with which key.
type assertion struct {
	jwt.RegisteredClaims
	ServiceURL string `json:"serviceurl"`
	key        signingKey
}

// Validate is what we ask for beside the rules of every token: that it is for us alone.
func (a *assertion) Validate() error {
	if len(a.Audience) != 1 {
		return jwt.ErrTokenInvalidAudience
	}
	if a.ServiceURL == "" {
		return errNoService
	}
	return nil
}

// hear reads the token of a request, which is all that can be known before its body is read. Nobody is asked for keys
// before everything but the signature is found good.
func (j *judge) hear(ctx context.Context, authorization string) (*assertion, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if j.AppID == "" || j.Cloud.Issuer == "" || !strings.EqualFold(scheme, "Bearer") || token == "" {
		return nil, errUnsigned
	}
	if len(token) > longestToken {
		return nil, fmt.Errorf("%w: it is too long", errForged)
	}
	said := &assertion{}
	_, err := j.parser.ParseWithClaims(token, said, func(t *jwt.Token) (_ any, err error) {
		said.key, err = j.signer(ctx, t.Header, said)
		return said.key.public, err
	})
	if err != nil {
		return nil, fault(err)
	}
	return said, nil
}

// signer is the key that a token is to be signed with, by its header.
func (j *judge) signer(ctx context.Context, header map[string]any, said *assertion) (signingKey, error) {
	if err := j.claims.Validate(said); err != nil {
		return signingKey{}, err
	}
	id, _ := header["kid"].(string)
	if id == "" {
		return signingKey{}, errUnknownKey
	}
	if _, more := header["crit"]; more {
		return signingKey{}, errCritical
	}
	return j.keys.find(ctx, id)
}

// fault says what is wrong with a token, in words that say nothing of what stands in it.
func fault(err error) error {
	if errors.Is(err, errNoKeys) {
		return errNoKeys
	}
	for _, known := range []error{errUnknownKey, errNoService, errCritical, jwt.ErrTokenExpired, jwt.ErrTokenNotValidYet, jwt.ErrTokenUsedBeforeIssued,
		jwt.ErrTokenInvalidAudience, jwt.ErrTokenInvalidIssuer, jwt.ErrTokenRequiredClaimMissing, jwt.ErrTokenSignatureInvalid, jwt.ErrTokenMalformed} {
		if errors.Is(err, known) {
			return fmt.Errorf("%w: %w", errForged, known)
		}
	}
	return errForged
}

// match says why a token does not belong to an activity, or why its tenant may not talk to us.
func (j *judge) match(said *assertion, act activity) error {
	switch {
	case act.channelID != teamsChannel:
		return fmt.Errorf("%w: it comes from another channel than Teams", errForged)
	case !said.key.endorsements[act.channelID]:
		return fmt.Errorf("%w: its key is not endorsed for Teams", errForged)
	case !sameURL(said.ServiceURL, act.serviceURL):
		return fmt.Errorf("%w: it is about another service URL", errForged)
	case !j.Cloud.serves(act.serviceURL):
		return fmt.Errorf("%w: its service URL is none of the cloud's", errForged)
	case !j.lets(act):
		return errOutside
	}
	return nil
}

// sameURL compares addresses as Microsoft's own services do: a slash at the end and capitals make no difference.
func sameURL(a, b string) bool {
	return strings.EqualFold(strings.TrimSuffix(a, "/"), strings.TrimSuffix(b, "/"))
}

// lets says whether every tenant that an activity names may talk to us, and that it names one.
func (j *judge) lets(act activity) bool {
	return len(act.tenants) > 0 && !slices.ContainsFunc(act.tenants, func(tenant string) bool { return !j.allows(tenant) })
}

// allows says whether the operator lets a tenant talk with us: its own, and those that are named.
func (c Config) allows(tenant string) bool {
	return tenant != "" && (strings.EqualFold(tenant, c.Tenant) ||
		slices.ContainsFunc(c.AllowedTenants, func(t string) bool { return strings.EqualFold(t, tenant) }))
}
