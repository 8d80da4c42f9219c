using System.Text.Json.Nodes;
using Baton.Sandbox.Records;
using Baton.Sandbox.Tables;

namespace Baton.Sandbox.Definitions;

/// <summary>The catalog in the shape of Dataverse's metadata.</summary>
internal static class Describing
{
    private const int English = 1033;

    /// <summary>Option sets that more than one table shares.</summary>
    public static readonly string[] Global = ["budgetstatus", "purchasetimeframe", "purchaseprocess", "need"];

    public static JsonObject Table(Catalog catalog, Table table) => Defaulted(MoreOfTables, new JsonObject
    {
        ["MetadataId"] = Ids.Of($"table/{table.Name}").ToString(),
        ["LogicalName"] = table.Name,
        ["SchemaName"] = table.SchemaName,
        ["EntitySetName"] = table.Set,
        ["LogicalCollectionName"] = table.Set,
        ["CollectionSchemaName"] = table.Set,
        ["ObjectTypeCode"] = table.TypeCode,
        ["PrimaryIdAttribute"] = table.PrimaryId,
        ["PrimaryNameAttribute"] = table.PrimaryName,
        ["DisplayName"] = Label(table.DisplayName),
        ["DisplayCollectionName"] = Label(table.PluralName),
        ["OwnershipType"] = table.IsOwned ? "UserOwned" : "OrganizationOwned",
        ["TableType"] = "Standard",
        ["IsActivity"] = table.IsActivity,
        ["HasNotes"] = table.HasNotes,
        ["HasActivities"] = catalog.Navigations(table).Any(navigation => navigation.To.IsActivity && navigation.IsCollection),
        ["IsCustomEntity"] = table.IsCustom,
        ["IsIntersect"] = false,
        ["IsLogicalEntity"] = false,
        ["IsPrivate"] = false,
        ["IsManaged"] = !table.IsCustom,
        ["IsValidForAdvancedFind"] = true,
        ["IsOptimisticConcurrencyEnabled"] = true,
        ["ChangeTrackingEnabled"] = false,
        ["IsDuplicateDetectionEnabled"] = Managed(table.DuplicateRules.Count > 0),
        ["IsCustomizable"] = Managed(true),
        ["Privileges"] = new JsonArray([.. Rights(table)]),
    });

    public static JsonObject Key(Table table, AlternateKey key) => new()
    {
        ["MetadataId"] = Ids.Of($"key/{table.Name}/{key.Name}").ToString(),
        ["LogicalName"] = key.Name,
        ["SchemaName"] = key.Name,
        ["EntityLogicalName"] = table.Name,
        ["EntityKeyIndexStatus"] = "Active",
        ["IsManaged"] = !key.IsCustom,
        ["DisplayName"] = Label(key.Name),
        ["KeyAttributes"] = new JsonArray([.. key.Columns.Select(column => JsonValue.Create(column))]),
    };

    public static JsonObject Column(Table table, Column column) => Defaulted(MoreOfColumns, new JsonObject
    {
        ["@odata.type"] = $"#Microsoft.Dynamics.CRM.{MetadataType(column)}",
        ["MetadataId"] = Ids.Of($"column/{table.Name}/{column.Name}").ToString(),
        ["LogicalName"] = column.Name,
        ["SchemaName"] = column.SchemaName,
        ["EntityLogicalName"] = table.Name,
        ["AttributeType"] = AttributeType(column),
        ["AttributeTypeName"] = new JsonObject { ["Value"] = TypeName(column) },
        ["DisplayName"] = Label(column.DisplayName),
        ["Description"] = Label(""),
        ["RequiredLevel"] = new JsonObject
        {
            ["Value"] = column.Required switch
            {
                RequiredLevel.System => "SystemRequired",
                RequiredLevel.Application => "ApplicationRequired",
                RequiredLevel.Recommended => "Recommended",
                RequiredLevel.None => "None",
            },
            ["CanBeChanged"] = column.Required != RequiredLevel.System,
            ["ManagedPropertyLogicalName"] = "canmodifyrequirementlevelsettings",
        },
        ["IsCustomAttribute"] = column.IsCustom,
        ["IsPrimaryId"] = column.Name == table.PrimaryId,
        ["IsPrimaryName"] = column.Name == table.PrimaryName,
        ["IsValidForCreate"] = !column.IsReadOnly,
        ["IsValidForUpdate"] = !column.IsReadOnly && !column.IsCreateOnly,
        ["IsValidForRead"] = true,
        ["IsValidForAdvancedFind"] = Managed(true),
        ["IsLogical"] = false,
        ["IsManaged"] = !column.IsCustom,
        ["IsSecured"] = false,
        ["MaxLength"] = column.IsText ? column.LengthMax : null,
        ["MinValue"] = column.Min,
        ["MaxValue"] = column.Max,
        ["Precision"] = column.Kind is ColumnKind.Decimal or ColumnKind.Money or ColumnKind.Double ? column.Precision : null,
        ["Format"] = column.Kind switch { ColumnKind.Date => "DateOnly", ColumnKind.DateTime => "DateAndTime", ColumnKind.Memo =>
            "TextArea", ColumnKind.Text => "Text", _ => null },
        ["Targets"] = column.Kind == ColumnKind.Lookup
            ? new JsonArray([.. column.Targets.Select(target => target.Table).Distinct().Select(name => JsonValue.Create(name))]) : null,
        ["OptionSet"] = column.HasOptions ? OptionSet(table, column) : null,
        ["GlobalOptionSet"] = IsGlobal(column) ? OptionSet(table, column) : null,
    });

    // What clients may select although the sandbox has nothing to say about it.
    private static readonly string[] MoreOfTables =
        ["ActivityTypeMask", "AutoReportViewsEnabled", "CanBeInCustomEntityAssociation", "CanBeInManyToMany",
        "CanBePrimaryEntityInRelationship", "CanBeRelatedEntityInRelationship", "CanChangeHierarchicalRelationship", "CanCreateAttributes",
        "CanCreateCharts", "CanCreateForms", "CanCreateViews", "CanModifyAdditionalSettings", "CanTriggerWorkflow", "CreatedOn",
        "DataProviderId", "DataSourceId", "DaysSinceRecordLastModified", "Description", "EntityColor", "EntityHelpUrl",
        "EntityHelpUrlEnabled", "ExternalCollectionName", "ExternalName", "HasChanged", "HasEmailAddresses", "HasFeedback", "IconLargeName",
        "IconMediumName", "IconSmallName", "IconVectorName", "IntroducedVersion", "IsAIRUpdated", "IsAuditEnabled", "IsAvailableOffline",
        "IsBPFEntity", "IsBusinessProcessEnabled", "IsChildEntity", "IsConnectionsEnabled", "IsDocumentManagementEnabled",
        "IsDocumentRecommendationsEnabled", "IsEnabledForCharts", "IsEnabledForExternalChannels", "IsEnabledForTrace", "IsImportable",
        "IsInteractionCentricEnabled", "IsKnowledgeManagementEnabled", "IsMailMergeEnabled", "IsMappable", "IsMSTeamsIntegrationEnabled",
        "IsOfflineInMobileClient", "IsOneNoteIntegrationEnabled", "IsQuickCreateEnabled", "IsReadOnlyInMobileClient", "IsRenameable",
        "IsSLAEnabled", "IsSolutionAware", "IsStateModelAware", "IsValidForQueue", "IsVisibleInMobile", "IsVisibleInMobileClient",
        "MobileOfflineFilters", "ModifiedOn", "PrimaryImageAttribute", "RecurrenceBaseEntityLogicalName", "ReportViewName",
        "SettingOf", "Settings", "SyncToExternalSearchIndex", "UsesBusinessDataLabelTable"];
    private static readonly string[] MoreOfColumns =
        ["AttributeOf", "AutoNumberFormat", "CanBeSecuredForCreate", "CanBeSecuredForRead", "CanBeSecuredForUpdate",
        "CanModifyAdditionalSettings", "ColumnNumber", "CreatedOn", "DateTimeBehavior", "DefaultFormValue", "DefaultValue", "DeprecatedVersion",
        "ExternalName", "FormatName", "FormulaDefinition", "HasChanged", "ImeMode", "InheritsFrom", "IntroducedVersion", "IsAuditEnabled",
        "IsCustomizable", "IsDataSourceSecret", "IsFilterable", "IsGlobalFilterEnabled", "IsLocalizable", "IsRenameable",
        "IsRequiredForForm", "IsRetrievable", "IsSearchable", "IsSortableEnabled", "IsValidForForm", "IsValidForGrid", "IsValidODataAttribute",
        "LinkedAttributeId", "MaxSizeInKB", "MaxSupportedValue", "MinSupportedValue", "ModifiedOn", "PrecisionSource", "SecurityPrivilegeMask",
        "SourceType", "SourceTypeMask", "YomiOf"];

    private static JsonObject Defaulted(string[] names, JsonObject item)
    {
        foreach (var name in names) item.TryAdd(name, null);
        return item;
    }

    public static bool IsGlobal(Column column) => column.Global is not null
        || (column.Kind == ColumnKind.Picklist && Global.Contains(column.Name));

    /// <summary>A choice of the organisation's own.</summary>
    public static JsonObject OptionSet(Choice choice) => new()
    {
        ["@odata.type"] = "#Microsoft.Dynamics.CRM.OptionSetMetadata",
        ["MetadataId"] = Ids.Of($"optionset//{choice.Name}").ToString(),
        ["Name"] = choice.Name,
        ["DisplayName"] = Label(choice.DisplayName),
        ["Description"] = Label(""),
        ["IsGlobal"] = true,
        ["IsCustomOptionSet"] = true,
        ["OptionSetType"] = "Picklist",
        ["Options"] = new JsonArray([.. choice.Options.Select(Choice)]),
    };

    public static JsonObject OptionSet(Table table, Column column)
    {
        var set = new JsonObject
        {
            ["@odata.type"] = column.Kind == ColumnKind.Boolean ? "#Microsoft.Dynamics.CRM.BooleanOptionSetMetadata"
                : "#Microsoft.Dynamics.CRM.OptionSetMetadata",
            ["MetadataId"] = Ids.Of($"optionset/{(IsGlobal(column) ? "" : table.Name)}/{column.Global ?? column.Name}").ToString(),
            ["Name"] = IsGlobal(column) ? column.Global ?? column.Name : $"{table.Name}_{column.Name}",
            ["DisplayName"] = Label(column.DisplayName),
            ["IsGlobal"] = IsGlobal(column),
            ["IsCustomOptionSet"] = column.IsCustom,
            ["OptionSetType"] = column.Kind == ColumnKind.MultiPicklist ? "Picklist" : column.Kind.ToString(),
            ["Description"] = Label(""),
        };
        if (column.Kind == ColumnKind.Boolean)
        {
            set["TrueOption"] = Choice(table, column, column.OptionOf(1)!);
            set["FalseOption"] = Choice(table, column, column.OptionOf(0)!);
        }
        else set["Options"] = new JsonArray([.. column.Options.Select(option => Choice(table, column, option))]);
        return set;
    }

    /// <summary>A relation, seen from either side.</summary>
    public static JsonObject Relation(Table holder, Column lookup, Target target, Catalog catalog) => new()
    {
        ["@odata.type"] = "#Microsoft.Dynamics.CRM.OneToManyRelationshipMetadata",
        ["MetadataId"] = Ids.Of($"relation/{holder.Name}/{lookup.Name}/{target.Table}").ToString(),
        ["SchemaName"] = target.Back ?? $"{target.Table}_{holder.Name}_{lookup.Name}",
        ["RelationshipType"] = "OneToManyRelationship",
        ["ReferencedEntity"] = target.Table,
        ["ReferencedAttribute"] = catalog[target.Table].PrimaryId,
        ["ReferencedEntityNavigationPropertyName"] = target.Back ?? "",
        ["ReferencingEntity"] = holder.Name,
        ["ReferencingAttribute"] = lookup.Name,
        ["ReferencingEntityNavigationPropertyName"] = target.Navigation,
        ["IsCustomRelationship"] = lookup.IsCustom,
        ["IsManaged"] = !lookup.IsCustom,
        ["IsValidForAdvancedFind"] = true,
        ["IsHierarchical"] = false,
        ["SecurityTypes"] = "None",
        ["CascadeConfiguration"] = new JsonObject {
            ["Delete"] = lookup.Cascades ? "Cascade" : lookup.Required == RequiredLevel.System ? "Restrict" : "RemoveLink" },
    };

    public static JsonObject Relation(ManyToMany many, Catalog catalog) => new()
    {
        ["@odata.type"] = "#Microsoft.Dynamics.CRM.ManyToManyRelationshipMetadata",
        ["MetadataId"] = Ids.Of($"relation/{many.Intersect}").ToString(),
        ["SchemaName"] = many.FirstNavigation,
        ["RelationshipType"] = "ManyToManyRelationship",
        ["IsCustomRelationship"] = many.Intersect.Contains('_', StringComparison.Ordinal),
        ["IsManaged"] = !many.Intersect.Contains('_', StringComparison.Ordinal),
        ["IsValidForAdvancedFind"] = true,
        ["SecurityTypes"] = "None",
        ["IntersectEntityName"] = many.Intersect,
        ["Entity1LogicalName"] = many.First,
        ["Entity1IntersectAttribute"] = catalog[many.First].PrimaryId,
        ["Entity1NavigationPropertyName"] = many.FirstNavigation,
        ["Entity2LogicalName"] = many.Second,
        ["Entity2IntersectAttribute"] = catalog[many.Second].PrimaryId,
        ["Entity2NavigationPropertyName"] = many.SecondNavigation,
    };

    public static JsonObject Label(string text) => new()
    {
        ["LocalizedLabels"] = text.Length == 0 ? [] : new JsonArray(Localized(text)),
        ["UserLocalizedLabel"] = text.Length == 0 ? null : Localized(text),
    };

    private static JsonObject Localized(string text) => new()
    {
        ["Label"] = text, ["LanguageCode"] = English, ["IsManaged"] = true, ["MetadataId"] = Ids.Of($"label/{text}").ToString(),
        ["HasChanged"] = null,
    };

    private static JsonObject Choice(Option option) => new()
    {
        ["Value"] = option.Value, ["Label"] = Label(option.Label), ["Description"] = Label(""), ["Color"] = null, ["ExternalValue"] = "",
        ["IsManaged"] = false,
    };

    private static JsonObject Choice(Table table, Column column, Option option)
    {
        var choice = Choice(option);
        if (column.Kind == ColumnKind.Status) choice["State"] = option.State;
        if (column.Kind == ColumnKind.State)
            choice["DefaultStatus"] = table["statuscode"].Options.First(status => status.State == option.Value).Value;
        return choice;
    }

    private static JsonObject Managed(bool value) => new() { ["Value"] = value, ["CanBeChanged"] = true };

    private static IEnumerable<JsonObject> Rights(Table table) =>
        ((string[])["Create", "Read", "Write", "Delete", "Assign", "Share", "Append", "AppendTo"]).Select(right => new JsonObject
    {
        ["Name"] = $"prv{right}{table.PrivilegeNoun}", ["PrivilegeId"] = Ids.Of($"privilege/prv{right}{table.PrivilegeNoun}").ToString(),
        ["PrivilegeType"] = right,
        ["CanBeBasic"] = true, ["CanBeGlobal"] = true,
    });

    public static string MetadataType(Column column) => column.Kind switch
    {
        ColumnKind.Id or ColumnKind.Guid => "UniqueIdentifierAttributeMetadata",
        ColumnKind.Text => "StringAttributeMetadata",
        ColumnKind.BigInteger => "BigIntAttributeMetadata",
        ColumnKind.MultiPicklist => "MultiSelectPicklistAttributeMetadata",
        ColumnKind.Date => "DateTimeAttributeMetadata",
        var kind => $"{kind}AttributeMetadata",
    };

    private static string TypeName(Column column) => column.Kind switch
    {
        ColumnKind.MultiPicklist => "MultiSelectPicklistType",
        ColumnKind.File => "FileType",
        _ => $"{AttributeType(column)}Type",
    };

    private static string AttributeType(Column column) => column.Kind switch
    {
        ColumnKind.Id or ColumnKind.Guid => "Uniqueidentifier",
        ColumnKind.Text => "String",
        ColumnKind.BigInteger => "BigInt",
        ColumnKind.Date => "DateTime",
        ColumnKind.MultiPicklist or ColumnKind.File => "Virtual",
        ColumnKind.Lookup when column.Name == "ownerid" => "Owner",
        ColumnKind.Lookup when column.Name is "customerid" or "parentcustomerid" => "Customer",
        var kind => kind.ToString(),
    };
}
