using System.Text;
using Baton.Sandbox.Tables;
using Npgsql;
using NpgsqlTypes;

namespace Baton.Sandbox.Store;

/// <summary>A statement in the making. Values only ever enter as numbered parameters; names only ever come from the catalog.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder text = new();
    private int aliases;

    public List<NpgsqlParameter> Values { get; } = [];

    public SqlText Add(string sql)
    {
        text.Append(sql);
        return this;
    }

    public string NextAlias() => $"t{aliases++}";

    /// <summary>Keeps a value and returns the placeholder for it.</summary>
    public string Value(object? value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter { Value = value ?? DBNull.Value };
        if (type is not null) parameter.NpgsqlDbType = type.Value;
        Values.Add(parameter);
        return $"${Values.Count}";
    }

    public string Value(object? value, Column column) => Value(value, TypeOf(column));

    public NpgsqlCommand On(Work work) => On(work.Connection, work.Transaction);

    public NpgsqlCommand On(NpgsqlConnection connection, NpgsqlTransaction? transaction = null)
    {
        var command = new NpgsqlCommand(text.ToString(), connection, transaction);
        foreach (var value in Values) command.Parameters.Add(value);
        return command;
    }

    public override string ToString() => text.ToString();

    /// <summary>
    /// A value in small letters, by the rules of the columns that it is compared with: those of the database itself may know ASCII only.
    /// </summary>
    public static string Fold(string value) => $"crm.fold({value})";

    public static string Name(string name) => $"\"{name}\"";

    /// <summary>The rows of a table: of a shared storage only its own kind.</summary>
    public static string From(Table table) => !table.IsPartOfStorage
        ? $"crm.{Name(table.Storage)}"
        : $"(select * from crm.{Name(table.Storage)} where activitytypecode = '{table.Name}')";

    public static NpgsqlDbType TypeOf(Column column) => column.Kind switch
    {
        ColumnKind.Id or ColumnKind.Lookup or ColumnKind.Guid or ColumnKind.File => NpgsqlDbType.Uuid,
        ColumnKind.Text or ColumnKind.Memo or ColumnKind.MultiPicklist => NpgsqlDbType.Text,
        ColumnKind.Integer or ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status => NpgsqlDbType.Integer,
        ColumnKind.BigInteger => NpgsqlDbType.Bigint,
        ColumnKind.Decimal or ColumnKind.Money => NpgsqlDbType.Numeric,
        ColumnKind.Double => NpgsqlDbType.Double,
        ColumnKind.Boolean => NpgsqlDbType.Boolean,
        ColumnKind.DateTime => NpgsqlDbType.TimestampTz,
        ColumnKind.Date => NpgsqlDbType.Date,
    };
}
