package rollcall;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.BulkConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.ETagConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.SortConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.AuthenticationScheme;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.authorize.Authorization;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.schemas.ResourceType;
import de.captaingoldfish.scim.sdk.server.schemas.custom.ETagFeature;
import de.captaingoldfish.scim.sdk.server.schemas.custom.ResourceTypeFeatures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;

/** SCIM-SDK on the JDK's own HTTP server; ours is only the store. Prints where it listens as one line of JSON. */
public final class Main {
  private static final String TOKEN = "interop-token";
  private static final ResourceEndpoint ENDPOINT = endpoint();

  public static void main(String[] arguments) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.createContext("/scim/v2", Main::answer);
    // One request after the other: the library reads, changes and writes, and its store knows no transactions.
    server.setExecutor(Executors.newSingleThreadExecutor());
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/scim/v2";
    System.out.println("{\"url\":\"" + url + "\",\"token\":\"" + TOKEN + "\"}");
  }

  private static ResourceEndpoint endpoint() {
    AuthenticationScheme bearer = AuthenticationScheme.builder()
        .type("oauthbearertoken").name("Bearer").description("RFC 6750").build();
    ServiceProvider provider = ServiceProvider.builder()
        .authenticationSchemes(List.of(bearer))
        .filterConfig(FilterConfig.builder().supported(true).maxResults(100).build())
        .patchConfig(PatchConfig.builder().supported(true).build())
        .sortConfig(SortConfig.builder().supported(true).build())
        .eTagConfig(ETagConfig.builder().supported(true).build())
        .bulkConfig(BulkConfig.builder().supported(true).maxOperations(100).build())
        .build();
    ResourceEndpoint endpoint = new ResourceEndpoint(provider);
    Memory<User> people = new Memory<>(User.class, "userName") {};
    Memory<Group> teams = new Memory<>(Group.class, "displayName") {};
    ResourceType users = endpoint.registerEndpoint(new UserEndpointDefinition(people));
    ResourceType groups = endpoint.registerEndpoint(new GroupEndpointDefinition(teams));
    for (ResourceType type : new ResourceType[] {users, groups}) {
      ETagFeature versions = ETagFeature.builder().enabled(true).build();
      type.setFeatures(ResourceTypeFeatures.builder().autoFiltering(true).autoSorting(true).eTagFeature(versions).build());
    }
    return endpoint;
  }

  private static void answer(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String url = "http://" + headers.get("Host") + exchange.getRequestURI();
    HttpMethod method = HttpMethod.valueOf(exchange.getRequestMethod());
    ScimResponse response = ENDPOINT.handleRequest(url, method, body, headers, new Context(new Bearer()));
    response.getHttpHeaders().forEach(exchange.getResponseHeaders()::set);
    int status = response.getHttpStatus();
    boolean isEmpty = status == 204 || status == 304;
    byte[] text = isEmpty ? new byte[0] : response.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, isEmpty ? -1 : text.length);
    if (!isEmpty) exchange.getResponseBody().write(text);
    exchange.close();
  }

  private static final class Bearer implements Authorization {
    @Override
    public Set<String> getClientRoles() {
      return Set.of();
    }

    @Override
    public boolean authenticate(Map<String, String> headers, Map<String, String> query) {
      return ("Bearer " + TOKEN).equals(headers.get("Authorization"));
    }
  }
}
