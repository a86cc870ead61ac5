package rollcall;

import com.fasterxml.jackson.databind.JsonNode;
import de.captaingoldfish.scim.sdk.common.constants.ScimType;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.etag.ETag;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.common.utils.JsonHelper;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Resources of one kind in the order in which they were made; a name, in any case, is taken once. Abstract, because the
 * library reads the kind from the type argument of a subclass.
 */
abstract class Memory<T extends ResourceNode> extends ResourceHandler<T> {
  private final Class<T> kind;
  private final String name;
  private final Map<String, T> stored = new LinkedHashMap<>();
  private long writes = 0;

  Memory(Class<T> kind, String name) {
    this.kind = kind;
    this.name = name;
  }

  @Override
  public T createResource(T resource, Context context) {
    resource.setId(UUID.randomUUID().toString());
    return keep(resource, Instant.now());
  }

  @Override
  public T getResource(String id, List<SchemaAttribute> attributes, List<SchemaAttribute> excluded, Context context) {
    T resource = stored.get(id);
    return resource == null ? null : copyOf(resource);
  }

  /** Everything: filters and pages are the library's own. */
  @Override
  public PartialListResponse<T> listResources(long startIndex, int count, FilterNode filter, SchemaAttribute sortBy,
      SortOrder sortOrder, List<SchemaAttribute> attributes, List<SchemaAttribute> excluded, Context context) {
    List<T> all = new ArrayList<>(stored.size());
    for (T resource : stored.values()) all.add(copyOf(resource));
    return PartialListResponse.<T>builder().resources(all).totalResults(all.size()).build();
  }

  @Override
  public T updateResource(T resource, Context context) {
    T before = stored.get(resource.getId().orElseThrow());
    if (before == null) throw new ResourceNotFoundException("there is no such " + kind.getSimpleName());
    return keep(resource, before.getMeta().flatMap(Meta::getCreated).orElseThrow());
  }

  @Override
  public void deleteResource(String id, Context context) {
    if (stored.remove(id) == null) throw new ResourceNotFoundException("there is no " + kind.getSimpleName() + " " + id);
  }

  private T keep(T resource, Instant created) {
    String wanted = nameOf(resource);
    String id = resource.getId().orElseThrow();
    for (T other : stored.values()) {
      boolean isOther = !id.equals(other.getId().orElseThrow());
      if (isOther && wanted.equalsIgnoreCase(nameOf(other))) {
        throw new ConflictException(name + " is taken", ScimType.RFC7644.UNIQUENESS);
      }
    }
    writes += 1;
    Meta meta = resource.getMeta().orElseThrow();
    meta.setCreated(created);
    meta.setLastModified(Instant.now());
    meta.setVersion(ETag.builder().weak(true).tag(Long.toString(writes)).build());
    stored.put(id, copyOf(resource));
    return resource;
  }

  private String nameOf(T resource) {
    JsonNode value = resource.get(name);
    return value == null ? "" : value.textValue();
  }

  private T copyOf(T resource) {
    return JsonHelper.readJsonDocument(resource.toString(), kind);
  }
}
