using Microsoft.OData.Edm;

namespace Baton.Sandbox.Tables;

/// <summary>Tells whoever reads $metadata which functions and actions there are, and what they take and give.</summary>
internal static class EdmMessages
{
    private static readonly EdmCoreModel Core = EdmCoreModel.Instance;

    public static void Add(EdmModel model, EdmEntityContainer container, IReadOnlyDictionary<string, EdmEntityType> types, IEdmEntityType any)
    {
        Function(model, container, "WhoAmI", Complex(model, "WhoAmIResponse", ("BusinessUnitId", Core.GetGuid(false)),
            ("UserId", Core.GetGuid(false)), ("OrganizationId", Core.GetGuid(false))));
        Function(model, container, "RetrieveVersion", Complex(model, "RetrieveVersionResponse", ("Version", Core.GetString(false))));
        Function(model, container, "RetrieveTotalRecordCount", Complex(model, "RetrieveTotalRecordCountResponse"),
            ("EntityNames", new EdmCollectionTypeReference(new EdmCollectionType(Core.GetString(false)))));
        Function(model, container, "FormatAddress", Complex(model, "FormatAddressResponse", ("Address", Core.GetString(true))),
            ("Line1", Core.GetString(true)), ("City", Core.GetString(true)), ("StateOrProvince", Core.GetString(true)),
            ("PostalCode", Core.GetString(true)), ("Country", Core.GetString(true)));

        var access = new EdmEnumType(EdmModels.Namespace, "EndpointAccessType");
        access.AddMember("Default", new EdmEnumMemberValue(0));
        access.AddMember("Internet", new EdmEnumMemberValue(1));
        access.AddMember("Intranet", new EdmEnumMemberValue(2));
        model.AddElement(access);
        Function(model, container, "RetrieveCurrentOrganization", Complex(model, "RetrieveCurrentOrganizationResponse"),
            ("AccessType", new EdmEnumTypeReference(access, false)));

        foreach (var (name, parameter) in ((string, string)[])[("CloseIncident", "incidentresolution"), ("WinOpportunity", "opportunityclose"),
            ("LoseOpportunity", "opportunityclose"), ("WinQuote", "quoteclose"), ("CloseQuote", "quoteclose")])
            Action(model, container, name, null, (Pascal[parameter], Entity(types[parameter])), ("Status", Core.GetInt32(false)));
        Action(model, container, "GenerateQuoteFromOpportunity", Entity(types["quote"]), ("OpportunityId", Core.GetGuid(false)));
        Bound(model, "QualifyLead", types["lead"], new EdmCollectionTypeReference(new EdmCollectionType(Entity(any))),
            ("CreateAccount", Core.GetBoolean(false)), ("CreateContact", Core.GetBoolean(false)), ("CreateOpportunity", Core.GetBoolean(false)),
            ("OpportunityCurrencyId", Entity(types["transactioncurrency"])), ("OpportunityCustomerId", Entity(any)), ("Status", Core.GetInt32(false)));
        Bound(model, "ReviseQuote", types["quote"], Entity(types["quote"]));
        Bound(model, "SendEmail", types["email"], null, ("IssueSend", Core.GetBoolean(false)));
    }

    private static readonly Dictionary<string, string> Pascal = new()
    {
        ["incidentresolution"] = "IncidentResolution", ["opportunityclose"] = "OpportunityClose", ["quoteclose"] = "QuoteClose",
    };

    private static EdmEntityTypeReference Entity(IEdmEntityType type) => new(type, isNullable: true);

    private static EdmComplexTypeReference Complex(EdmModel model, string name, params (string Name, IEdmTypeReference Type)[] properties)
    {
        var type = new EdmComplexType(EdmModels.Namespace, name, null, isAbstract: false, isOpen: properties.Length == 0);
        foreach (var (property, of) in properties) type.AddStructuralProperty(property, of);
        model.AddElement(type);
        return new EdmComplexTypeReference(type, isNullable: true);
    }

    private static void Function(EdmModel model, EdmEntityContainer container, string name, IEdmTypeReference gives,
        params (string Name, IEdmTypeReference Type)[] takes)
    {
        var function = new EdmFunction(EdmModels.Namespace, name, gives);
        foreach (var (parameter, type) in takes) function.AddParameter(parameter, type);
        model.AddElement(function);
        container.AddFunctionImport(name, function);
    }

    private static void Action(EdmModel model, EdmEntityContainer container, string name, IEdmTypeReference? gives,
        params (string Name, IEdmTypeReference Type)[] takes)
    {
        var action = new EdmAction(EdmModels.Namespace, name, gives);
        foreach (var (parameter, type) in takes) action.AddParameter(parameter, type);
        model.AddElement(action);
        container.AddActionImport(name, action);
    }

    private static void Bound(EdmModel model, string name, IEdmEntityType on, IEdmTypeReference? gives, params (string Name, IEdmTypeReference Type)[] takes)
    {
        var action = new EdmAction(EdmModels.Namespace, name, gives, isBound: true, entitySetPathExpression: null);
        action.AddParameter("entity", new EdmEntityTypeReference(on, isNullable: false));
        foreach (var (parameter, type) in takes) action.AddParameter(parameter, type);
        model.AddElement(action);
    }
}
