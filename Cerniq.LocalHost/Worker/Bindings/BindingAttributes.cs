namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Marks a parameter, property or method as bound to something outside the function.</summary>
public abstract class BindingAttribute : Attribute;

/// <summary>Marks the parameter that starts a function.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

/// <summary>Marks a parameter that the host fills in.</summary>
public abstract class InputBindingAttribute : BindingAttribute;

/// <summary>Marks a result that the host carries away.</summary>
public abstract class OutputBindingAttribute : BindingAttribute;
