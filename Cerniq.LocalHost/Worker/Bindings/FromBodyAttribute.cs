namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Binds a parameter from the JSON body of the request.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public class FromBodyAttribute : Attribute;
