using Baton.Sandbox.Store;
using Baton.Sandbox.WebApi;

namespace Baton.Sandbox.Records;

/// <summary>Rows that were shared with a user or a team, and with which rights.</summary>
internal static class Shares
{
    public const int ReadMask = 1;
    public static readonly string[] Rights = ["Read", "Write", "Append", "AppendTo", "Create", "Delete", "Share", "Assign"];

    public static int Read(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Sum(right => Array.IndexOf(Rights, right.Replace("Access", "", StringComparison.Ordinal)) is var at and >= 0 ? 1 << at
            : throw Fault.BadBody($"'{right}' is no access right."));

    public static async Task Set(Work work, Guid row, Guid principal, int mask)
    {
        var sql = new SqlText();
        var (id, to) = (sql.Value(row), sql.Value(principal));
        await work.Run(sql.Add(mask == 0 ? $"delete from sandbox.shares where row_id = {id} and principal = {to}"
            : $"insert into sandbox.shares values ({id}, {to}, {mask}) on conflict (row_id, principal) do update set mask = excluded.mask"));
    }

    public static async Task<int> Of(Work work, Guid row, Guid user)
    {
        var sql = new SqlText();
        return (int?)await work.Value(sql.Add($"select bit_or(mask) from sandbox.shares where row_id = {sql.Value(row)} and {With(sql.Value(user))}")) ?? 0;
    }

    /// <summary>The condition that a row was shared for reading with a user.</summary>
    public static string Visible(SqlText sql, string id, Guid user) =>
        $"exists (select from sandbox.shares where row_id = {id} and mask & {ReadMask} > 0 and {With(sql.Value(user))})";

    private static string With(string user) =>
        $"(principal = {user} or principal in (select first_id from crm.teammembership where second_id = {user}))";
}
