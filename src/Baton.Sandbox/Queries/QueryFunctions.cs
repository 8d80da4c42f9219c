using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Queries;

/// <summary>The query functions of Dataverse in SQL.</summary>
internal static class QueryFunctions
{
    public static string Where(SqlText sql, RowSource row, FunctionCall call, QueryContext context, bool negated)
    {
        _ = (sql, row, context, negated);
        throw Fault.NotInSandbox($"The query function {call.Name}");
    }
}
