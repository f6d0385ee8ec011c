package provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Runs Spring Authorization Server: java -jar spring-1.jar PORT CLIENTS, see client in products_test.go. */
@SpringBootApplication
public class Provider {
  private static JsonNode clients;

  public static void main(String[] arguments) throws Exception {
    clients = new ObjectMapper().readTree(arguments[1]);
    SpringApplication application = new SpringApplication(Provider.class);
    application.setDefaultProperties(Map.of("server.port", arguments[0], "server.address", "127.0.0.1", "spring.main.lazy-initialization", "true"));
    application.run();
    System.out.println("listening");
  }

  @Bean
  RegisteredClientRepository clients() {
    List<RegisteredClient> all = new ArrayList<>();
    for (JsonNode client : clients) {
      RegisteredClient.Builder builder = RegisteredClient.withId(client.get("id").asText()).clientId(client.get("id").asText());
      String method = client.path("auth").asText();
      if (!method.equals("none")) {
        builder.clientSecret("{noop}" + client.get("secret").asText());
      }
      builder.clientAuthenticationMethod(switch (method) {
        case "post" -> ClientAuthenticationMethod.CLIENT_SECRET_POST;
        case "jwt" -> ClientAuthenticationMethod.CLIENT_SECRET_JWT;
        case "none" -> ClientAuthenticationMethod.NONE;
        default -> ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
      });
      builder.authorizationGrantType(client.path("machine").asBoolean() ? AuthorizationGrantType.CLIENT_CREDENTIALS : AuthorizationGrantType.AUTHORIZATION_CODE);
      client.get("redirects").forEach(redirect -> builder.redirectUri(redirect.asText()));
      if (client.has("scopes")) {
        client.get("scopes").forEach(scope -> builder.scope(scope.asText()));
      } else {
        builder.scope("openid").scope("email").scope("profile");
      }
      ClientSettings.Builder settings = ClientSettings.builder().requireProofKey(client.path("pkce").asBoolean());
      if (method.equals("jwt")) {
        settings.tokenEndpointAuthenticationSigningAlgorithm(MacAlgorithm.HS256);
      }
      builder.clientSettings(settings.build());
      builder.tokenSettings(TokenSettings.builder().idTokenSignatureAlgorithm(SignatureAlgorithm.from(client.path("alg").asText("RS256"))).build());
      all.add(builder.build());
    }
    return new InMemoryRegisteredClientRepository(all);
  }

  @Bean
  UserDetailsService people() {
    return new InMemoryUserDetailsManager(User.withUsername("ada").password("{noop}ada").roles("USER").build());
  }

  @Bean
  JWKSource<SecurityContext> keys() throws Exception {
    return new ImmutableJWKSet<>(new JWKSet(List.of(
        new RSAKeyGenerator(2048).keyID("rsa").generate(),
        new ECKeyGenerator(Curve.P_256).keyID("curve").generate())));
  }
}
