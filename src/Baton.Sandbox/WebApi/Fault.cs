namespace Baton.Sandbox.WebApi;

/// <summary>What Dataverse would refuse, with its status, code and sentence. Safe to show. Anything else thrown is our bug.</summary>
internal sealed class Fault(int status, string code, string message) : Exception(message)
{
    public int Status => status;
    public string Code => code;
    public int? RetryAfterSeconds { get; init; }

    public static Fault NotFound(string table, Guid id) => new(404, "0x80040217", $"Entity '{table}' With Id = {id} Does Not Exist");

    public static Fault NoKey(string table) =>
        new(404, "0x80060891", $"A record with the specified key values does not exist in {table} entity");

    public static Fault NoSegment(string segment) => new(404, "0x8006088a", $"Resource not found for the segment '{segment}'.");

    public static Fault NoResource(string uri) => new(404, "", $"No HTTP resource was found that matches the request URI '{uri}'.");

    public static Fault BadRequest(string message) => new(400, "0x0", message);

    public static Fault NoProperty(string property, string table) =>
        BadRequest($"Could not find a property named '{property}' on type 'Microsoft.Dynamics.CRM.{table}'.");

    public static Fault BadBody(string detail) => BadRequest($"An error occurred while validating input parameters: {detail}");

    public static Fault VersionMismatch() =>
        new(412, "0x80060882", "The version of the existing record doesn't match the RowVersion property provided.");

    public static Fault KeyExists() => new(412, "0x80040237", "A record with matching key values already exists.");

    public static Fault Duplicate() =>
        new(500, "0x80040333", "A record was not created or updated because a duplicate of the current record already exists.");

    public static Fault Inactive() => new(400, "0x80040230", "The object cannot be updated because it is inactive.");

    public static Fault Invalid(string code, string message) => new(400, code, message);

    /// <summary>Dataverse can do it and the sandbox can't; said plainly, never approximated.</summary>
    public static Fault NotInSandbox(string what) => new(501, "0x80060888", $"{what} is not supported by the sandbox.");
}
