using System.Xml.Linq;
using Microsoft.OData.Edm;
using Microsoft.OData.Edm.Csdl;
using Microsoft.OData.Edm.Validation;

namespace Baton.Sandbox.Tables;

/// <summary>Tells the OData parser, and whoever asks for $metadata, what the catalog holds.</summary>
internal static class EdmModels
{
    public const string Namespace = "Microsoft.Dynamics.CRM";

    /// <summary>The one function that stands for all query functions; see Queries/QueryFunctions.</summary>
    public const string FunctionStandIn = "SandboxFunction";

    public static IEdmModel Build(Catalog catalog)
    {
        var model = new EdmModel();
        var any = new EdmEntityType(Namespace, "crmbaseentity", null, isAbstract: true, isOpen: false);
        var principal = new EdmEntityType(Namespace, "principal", any);
        principal.AddKeys(principal.AddStructuralProperty("ownerid", EdmPrimitiveTypeKind.Guid, isNullable: false));
        model.AddElement(any);
        model.AddElement(principal);

        var types = new Dictionary<string, EdmEntityType>();
        foreach (var table in catalog.Tables)
        {
            var type = new EdmEntityType(Namespace, table.Name, any);
            foreach (var column in table.Columns) AddColumn(type, table, column);
            types[table.Name] = type;
            model.AddElement(type);
        }

        var container = new EdmEntityContainer(Namespace, "System");
        model.AddElement(container);
        var sets = catalog.Tables.ToDictionary(table => table.Name, table => container.AddEntitySet(table.Set, types[table.Name]));
        foreach (var table in catalog.Tables)
            foreach (var same in catalog.Navigations(table).GroupBy(navigation => navigation.Name))
                AddNavigation(types, sets, principal, [.. same]);

        EdmMessages.Add(model, container, types, any);

        // Bound to the root type, so it may follow a row ($it) and a lambda variable (o/Microsoft.Dynamics.CRM...).
        var function = new EdmFunction(Namespace, FunctionStandIn, EdmCoreModel.Instance.GetBoolean(false), isBound: true,
            entitySetPathExpression: null, isComposable: false);
        function.AddParameter("bindingparameter", new EdmEntityTypeReference(any, isNullable: false));
        function.AddParameter("Number", EdmCoreModel.Instance.GetInt32(false));
        model.AddElement(function);
        return model;
    }

    public static string Csdl(IEdmModel model)
    {
        using var text = new StringWriter();
        using (var xml = System.Xml.XmlWriter.Create(text, new System.Xml.XmlWriterSettings { OmitXmlDeclaration = true }))
            if (!CsdlWriter.TryWriteCsdl(model, xml, CsdlTarget.OData, out IEnumerable<EdmError> errors))
                throw new InvalidOperationException(string.Join(" ", errors.Select(error => error.ErrorMessage)));
        // The stand-in is our own affair.
        var csdl = XElement.Parse(text.ToString());
        csdl.Descendants().Where(element => (string?)element.Attribute("Name") == FunctionStandIn).Remove();
        return """<?xml version="1.0" encoding="utf-8"?>""" + csdl.ToString(SaveOptions.DisableFormatting);
    }

    private static void AddColumn(EdmEntityType type, Table table, Column column)
    {
        var property = type.AddStructuralProperty(column.Property, KindOf(column), isNullable: column.Kind != ColumnKind.Id);
        if (column.Name == table.PrimaryId) type.AddKeys(property);
    }

    private static EdmPrimitiveTypeKind KindOf(Column column) => column.Kind switch
    {
        ColumnKind.Id or ColumnKind.Lookup or ColumnKind.Guid or ColumnKind.File => EdmPrimitiveTypeKind.Guid,
        ColumnKind.Text or ColumnKind.Memo or ColumnKind.MultiPicklist => EdmPrimitiveTypeKind.String,
        ColumnKind.Integer or ColumnKind.Picklist or ColumnKind.State or ColumnKind.Status => EdmPrimitiveTypeKind.Int32,
        ColumnKind.BigInteger => EdmPrimitiveTypeKind.Int64,
        ColumnKind.Decimal or ColumnKind.Money => EdmPrimitiveTypeKind.Decimal,
        ColumnKind.Double => EdmPrimitiveTypeKind.Double,
        ColumnKind.Boolean => EdmPrimitiveTypeKind.Boolean,
        ColumnKind.DateTime => EdmPrimitiveTypeKind.DateTimeOffset,
        ColumnKind.Date => EdmPrimitiveTypeKind.Date,
    };

    private static void AddNavigation(
        Dictionary<string, EdmEntityType> types, Dictionary<string, EdmEntitySet> sets, EdmEntityType principal,
        IReadOnlyList<Navigation> same)
    {
        var navigation = same[0];
        var mixed = same.Select(one => one.To.Name).Distinct().Skip(1).Any();
        var property = types[navigation.From.Name].AddUnidirectionalNavigation(new EdmNavigationPropertyInfo
        {
            Name = navigation.Name,
            Target = mixed ? principal : types[navigation.To.Name],
            TargetMultiplicity = navigation.IsCollection ? EdmMultiplicity.Many : EdmMultiplicity.ZeroOrOne,
        });
        if (!mixed) sets[navigation.From.Name].AddNavigationTarget(property, sets[navigation.To.Name]);
    }
}
